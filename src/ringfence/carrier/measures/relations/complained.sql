-- A line and a person who complained of it: once, however often she did.
SELECT line, complainant FROM complaint GROUP BY line, complainant
