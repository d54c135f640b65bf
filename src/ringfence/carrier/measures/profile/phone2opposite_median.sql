-- Calls with one person, in the median.
-- 与同一对端的通话次数（中位）
-- unit: calls
SELECT line, median(calls) AS phone2opposite_median FROM peer GROUP BY line
