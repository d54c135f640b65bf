-- A subscriber and another one: how many calls there were, whoever made them, and how long they talked altogether.
SELECT line, peer, count(*) AS calls, sum(talk) AS seconds FROM side GROUP BY line, peer
