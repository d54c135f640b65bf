-- Calls in that hour.
-- 通话最多的钟点的次数
-- unit: calls
SELECT line, max(most) AS voc_hour_mode_count FROM side_hour GROUP BY line
