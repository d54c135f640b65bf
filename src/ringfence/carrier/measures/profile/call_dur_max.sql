-- Seconds of an answered call, at most.
-- 单次通话秒数（最大）
-- unit: seconds
SELECT line, max(CASE WHEN talk > 0 THEN talk END) AS call_dur_max FROM side GROUP BY line
