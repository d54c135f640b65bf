-- Seconds talked with one person altogether, in the median.
-- 与同一对端的通话总秒数（中位）
-- unit: seconds
SELECT line, median(seconds) AS phone2oppo_sum_median FROM peer GROUP BY line
