-- A person whom a line that is known for a nuisance called: by how many such lines.
SELECT recipient, count(DISTINCT line) AS lines FROM call JOIN nuisance USING (line) GROUP BY recipient
