-- Different days in which it had calls.
-- 有通话的日数
-- unit: days
SELECT line, count(*) AS voc_day_nunique FROM side_day GROUP BY line
