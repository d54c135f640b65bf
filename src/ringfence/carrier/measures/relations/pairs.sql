-- Two subscribers and what passed between them, whoever called: one row, so that a call-back needs no second look. `calls` are all
-- calls between them, `down` those from the higher token to the lower.
SELECT least(line, recipient) AS low, greatest(line, recipient) AS high, count(*) AS calls, count_if(line > recipient) AS down
FROM call WHERE line <> recipient GROUP BY least(line, recipient), greatest(line, recipient)
