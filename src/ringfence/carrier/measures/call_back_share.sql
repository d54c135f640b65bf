-- Share of the people it called who called it too, within the days that are measured.
-- 回拨占比
-- unit: share
SELECT line, count_if(called_back) / count(*) AS call_back_share FROM pair GROUP BY line
