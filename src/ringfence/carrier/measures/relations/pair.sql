-- A line and a person it called: how often, and whether it began and she called it back.
SELECT low AS line, high AS recipient, up AS calls, down > 0 AND began % 2 = 0 AS called_back FROM pairs WHERE up > 0
UNION ALL
SELECT high AS line, low AS recipient, down AS calls, up > 0 AND began % 2 = 1 AS called_back FROM pairs WHERE down > 0
