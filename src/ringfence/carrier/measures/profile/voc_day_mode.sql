-- The day in which most of its calls were; the earliest of several.
-- 通话最多的日
-- unit: days
SELECT line, min(CASE WHEN calls = most THEN day END) AS voc_day_mode FROM side_day GROUP BY line
