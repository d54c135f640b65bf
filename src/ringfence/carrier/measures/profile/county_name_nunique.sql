-- Different cells (or counties, where these are told) in all its records.
-- 出现的小区（县）数
-- unit: cities
SELECT line, count(DISTINCT cell) AS county_name_nunique FROM side GROUP BY line
