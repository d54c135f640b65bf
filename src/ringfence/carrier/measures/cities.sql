-- Different cities it called from; unknown where no record says.
-- 呼出城市数
-- unit: cities
SELECT line, count(*) AS cities FROM place GROUP BY line
