-- A line and a block of a hundred numbers in which it called: how many different people. Tokens of one block differ in their
-- last seven bits alone.
SELECT line, recipient >> 7 AS block, count(*) AS recipients FROM pair JOIN busy USING (line) GROUP BY line, recipient >> 7
