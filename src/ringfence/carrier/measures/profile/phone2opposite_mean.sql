-- Calls with one person, on average.
-- 与同一对端的通话次数（平均）
-- unit: calls
SELECT line, avg(calls) AS phone2opposite_mean FROM peer GROUP BY line
