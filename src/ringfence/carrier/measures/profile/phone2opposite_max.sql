-- Calls with one person, at most.
-- 与同一对端的通话次数（最大）
-- unit: calls
SELECT line, max(calls) AS phone2opposite_max FROM peer GROUP BY line
