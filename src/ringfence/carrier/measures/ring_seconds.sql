-- Seconds a call of the line rang on average; unknown where no record says how long it rang.
-- 平均振铃秒数
-- unit: seconds
SELECT line, sum(ring) / nullif(count(ring), 0) AS ring_seconds FROM call GROUP BY line
