-- A subscriber and a day: how many calls there were in it, and in the one with the most.
SELECT line, day, calls, max(calls) OVER (PARTITION BY line) AS most FROM (SELECT line, day, count(*) AS calls FROM side GROUP BY line, day) AS counted
