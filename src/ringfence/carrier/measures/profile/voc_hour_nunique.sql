-- Different hours in which it had calls.
-- 有通话的钟点数
-- unit: hours
SELECT line, count(*) AS voc_hour_nunique FROM side_hour GROUP BY line
