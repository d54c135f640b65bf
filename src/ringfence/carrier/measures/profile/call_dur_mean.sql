-- Seconds of an answered call, on average.
-- 单次通话秒数（平均）
-- unit: seconds
SELECT line, avg(CASE WHEN talk > 0 THEN talk END) AS call_dur_mean FROM side GROUP BY line
