-- Different cells (or counties, where these are told) it called from.
-- 呼出小区（县）数
-- unit: cities
SELECT line, count(DISTINCT CASE WHEN direction = 1 THEN cell END) AS county_name_call FROM side GROUP BY line
