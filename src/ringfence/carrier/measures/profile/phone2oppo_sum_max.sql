-- Seconds talked with one person altogether, at most.
-- 与同一对端的通话总秒数（最大）
-- unit: seconds
SELECT line, max(seconds) AS phone2oppo_sum_max FROM peer GROUP BY line
