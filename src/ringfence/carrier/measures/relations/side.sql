-- A record as each of the two subscribers has it: direction 1 is out, 2 is in. Where and with what it was made is known of whoever
-- called alone.
SELECT line, recipient AS peer, 1 AS direction, talk, hour, extract(day FROM CAST('1970-01-01' AS DATE) + day) AS day, city, cell, device FROM call
UNION ALL
SELECT recipient AS line, line AS peer, 2 AS direction, talk, hour, extract(day FROM CAST('1970-01-01' AS DATE) + day) AS day, NULL AS city, NULL AS cell, NULL AS device FROM call
