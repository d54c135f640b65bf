-- Calls the line made, whether they were answered or not.
-- 呼出次数
-- unit: calls
SELECT line, count(*) AS attempts FROM call GROUP BY line
