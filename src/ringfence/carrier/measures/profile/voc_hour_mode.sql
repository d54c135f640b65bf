-- The hour in which most of its calls were; the earliest of several.
-- 通话最多的钟点
-- unit: hours
SELECT line, min(CASE WHEN calls = most THEN hour END) AS voc_hour_mode FROM side_hour GROUP BY line
