-- Share of the people it called whom another line that is known for a nuisance called too; unknown of a line that made
-- fewer than twenty calls.
-- 与已知骚扰线路的被叫重合占比
-- unit: share
SELECT line, count_if(of_nuisance) / count(*) AS shared_with_nuisance_share FROM reached GROUP BY line
