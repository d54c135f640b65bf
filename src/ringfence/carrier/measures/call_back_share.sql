-- Share of the people it called who called it back: the first call between them was its own.
-- 回拨占比
-- unit: share
SELECT line, count_if(called_back) / count(*) AS call_back_share FROM pair GROUP BY line
