-- Share of the people it called whom it called more than once.
-- 重复呼叫占比
-- unit: share
SELECT line, count_if(calls > 1) / count(*) AS repeat_share FROM pair GROUP BY line
