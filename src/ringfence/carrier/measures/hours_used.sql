-- Hours of the day, by the local clock, in which it made a call: 1 to 24.
-- 使用的钟点数
-- unit: hours
SELECT line, bit_count(bit_or(CAST(1 AS BIGINT) << hour)) AS hours_used FROM call GROUP BY line
