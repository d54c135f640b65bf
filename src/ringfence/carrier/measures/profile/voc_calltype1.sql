-- Share of its calls that it made itself.
-- 呼出占比
-- unit: share
SELECT line, count_if(direction = 1) / count(*) AS voc_calltype1 FROM side GROUP BY line
