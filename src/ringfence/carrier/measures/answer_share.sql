-- Share of its calls that somebody answered, from 0 to 1.
-- 接通率
-- unit: share
SELECT line, count_if(talk > 0) / count(*) AS answer_share FROM call GROUP BY line
