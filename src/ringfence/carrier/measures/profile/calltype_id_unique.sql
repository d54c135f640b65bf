-- Different directions of its calls: 1 or 2.
-- 呼叫类型数
-- unit: calls
SELECT line, count(DISTINCT direction) AS calltype_id_unique FROM side GROUP BY line
