-- Seconds of an answered call, at least.
-- 单次通话秒数（最小）
-- unit: seconds
SELECT line, min(CASE WHEN talk > 0 THEN talk END) AS call_dur_min FROM side GROUP BY line
