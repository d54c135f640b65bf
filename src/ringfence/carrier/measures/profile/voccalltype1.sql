-- Calls it made.
-- 呼出次数
-- unit: calls
SELECT line, count_if(direction = 1) AS voccalltype1 FROM side GROUP BY line
