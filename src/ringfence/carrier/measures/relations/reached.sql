-- A line and a person it called: whether another line that is known for a nuisance called her too.
SELECT pair.line AS line, coalesce(reach.lines, 0) - CASE WHEN nuisance.line IS NULL THEN 0 ELSE 1 END > 0 AS of_nuisance
FROM pair JOIN busy ON busy.line = pair.line LEFT JOIN reach ON reach.recipient = pair.recipient
  LEFT JOIN nuisance ON nuisance.line = pair.line
WHERE EXISTS (SELECT line FROM nuisance)
