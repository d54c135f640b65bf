-- Seconds talked with one person altogether, on average.
-- 与同一对端的通话总秒数（平均）
-- unit: seconds
SELECT line, avg(seconds) AS phone2oppo_sum_mean FROM peer GROUP BY line
