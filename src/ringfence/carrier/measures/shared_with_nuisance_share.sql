-- Share of the people it called whom another line that is known for a nuisance called too; unknown of a line that makes
-- fewer than twenty calls a day, and while no line is known for a nuisance.
-- 与已知骚扰线路的被叫重合占比
-- unit: share
SELECT line, count_if(of_nuisance) / count(*) AS shared_with_nuisance_share FROM reached GROUP BY line
