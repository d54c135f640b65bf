-- Days, by the local calendar, on which it made a call; right for windows of up to 62 days.
-- 使用的天数
-- unit: days
SELECT line, bit_count(bit_or(CAST(1 AS BIGINT) << (day % 62))) AS days_used FROM call GROUP BY line
