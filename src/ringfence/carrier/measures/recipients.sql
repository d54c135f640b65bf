-- Different people it called.
-- 不同被叫数
-- unit: people
SELECT line, count(*) AS recipients FROM pair GROUP BY line
