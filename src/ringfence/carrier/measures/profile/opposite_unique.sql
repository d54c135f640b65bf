-- Different people it called or was called by.
-- 不同对端数
-- unit: people
SELECT line, count(*) AS opposite_unique FROM peer GROUP BY line
