-- A line and a city it called from: how many calls.
SELECT line, city, count(*) AS calls FROM call WHERE city IS NOT NULL GROUP BY line, city
