-- Different cities in all its records.
-- 出现的城市数
-- unit: cities
SELECT line, count(DISTINCT city) AS city_name_nunique FROM side GROUP BY line
