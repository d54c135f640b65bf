-- Two subscribers and what passed between them, whoever called: one row, so that a call-back needs no second look.
-- `up` is from the lower token to the higher, `down` the other way; `began` is twice the moment of the first call between
-- them, and one more if it went down.
SELECT least(line, recipient) AS low, greatest(line, recipient) AS high,
  count_if(line < recipient) AS up, count_if(line > recipient) AS down,
  min(ts * 2 + CASE WHEN line > recipient THEN 1 ELSE 0 END) AS began
FROM call WHERE line <> recipient GROUP BY least(line, recipient), greatest(line, recipient)
