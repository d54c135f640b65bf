-- The same, and where the line is at home.
SELECT places.line AS line, places.city, places.calls, fact.home FROM places LEFT JOIN fact ON fact.line = places.line
