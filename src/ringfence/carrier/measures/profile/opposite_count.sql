-- Calls it made and received.
-- 通话总数（呼出与呼入）
-- unit: calls
SELECT line, count(*) AS opposite_count FROM side GROUP BY line
