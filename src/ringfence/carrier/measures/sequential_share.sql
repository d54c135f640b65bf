-- Share of its calls to a number no more than ten away from the number it dialled before, of those where both are known.
-- 顺序拨号占比（与上一被叫号码相差不超过十）
-- unit: share
SELECT line, count_if(step BETWEEN -10 AND 10 AND step <> 0) / nullif(count(step), 0) AS sequential_share FROM call GROUP BY line
