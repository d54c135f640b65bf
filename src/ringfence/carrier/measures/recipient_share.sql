-- Different people for each call: 1 if it called nobody twice.
-- 被叫分散度（不同被叫数与呼出次数之比）
-- unit: share
SELECT line, count(*) / sum(calls) AS recipient_share FROM pair GROUP BY line
