-- Seconds of an answered call, in the median.
-- 单次通话秒数（中位）
-- unit: seconds
SELECT line, median(CASE WHEN talk > 0 THEN talk END) AS call_dur_median FROM side GROUP BY line
