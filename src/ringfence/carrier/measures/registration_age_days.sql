-- Days since it was registered for its purpose; unknown where it is not, or nobody says.
-- 备案天数
-- unit: days
SELECT line, max(registration_age_days) AS registration_age_days FROM fact GROUP BY line
