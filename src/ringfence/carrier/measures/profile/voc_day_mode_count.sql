-- Calls in that day.
-- 通话最多的日的次数
-- unit: calls
SELECT line, max(most) AS voc_day_mode_count FROM side_day GROUP BY line
