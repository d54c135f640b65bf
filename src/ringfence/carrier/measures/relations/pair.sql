-- A line and a person it called: how often, and whether she called it too.
SELECT low AS line, high AS recipient, calls - down AS calls, down > 0 AS called_back FROM pairs WHERE calls > down
UNION ALL
SELECT high AS line, low AS recipient, down AS calls, calls > down AS called_back FROM pairs WHERE down > 0
