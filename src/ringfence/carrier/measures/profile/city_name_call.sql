-- Different cities it called from.
-- 呼出城市数
-- unit: cities
SELECT line, count(DISTINCT CASE WHEN direction = 1 THEN city END) AS city_name_call FROM side GROUP BY line
