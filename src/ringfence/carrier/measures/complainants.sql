-- Different people who complained of it, however often each.
-- 投诉人数（去重）
-- unit: people
SELECT line, count(*) AS complainants FROM complained GROUP BY line
