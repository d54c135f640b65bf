-- Share of its calls made from 22:00 to 08:00 by the local clock.
-- 夜间呼叫占比（二十二时至次日八时）
-- unit: share
SELECT line, count_if(hour >= 22 OR hour < 8) / count(*) AS night_share FROM call GROUP BY line
