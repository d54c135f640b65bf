-- A subscriber and an hour of the day: how many calls there were in it, and in the one with the most.
SELECT line, hour, calls, max(calls) OVER (PARTITION BY line) AS most FROM (SELECT line, hour, count(*) AS calls FROM side GROUP BY line, hour) AS counted
