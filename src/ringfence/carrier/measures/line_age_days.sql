-- Days since it was opened; unknown where nobody says.
-- 开户天数
-- unit: days
SELECT line, max(line_age_days) AS line_age_days FROM fact GROUP BY line
