-- Share of the people it called beyond the first in each block of a hundred numbers: 0 if no two are neighbours;
-- unknown of a line that makes fewer than twenty calls a day.
-- 相邻号段占比（同一百号段内的被叫）
-- unit: share
SELECT line, 1 - count(*) / sum(recipients) AS neighbour_share FROM block GROUP BY line
