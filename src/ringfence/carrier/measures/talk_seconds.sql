-- Seconds an answered call of the line lasted on average; unknown if none was answered.
-- 平均通话秒数
-- unit: seconds
SELECT line, sum(talk) / nullif(count_if(talk > 0), 0) AS talk_seconds FROM call GROUP BY line
