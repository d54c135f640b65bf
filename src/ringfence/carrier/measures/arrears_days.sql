-- Days for which it has not been paid; unknown where nobody says.
-- 欠费天数
-- unit: days
SELECT line, max(arrears_days) AS arrears_days FROM fact GROUP BY line
