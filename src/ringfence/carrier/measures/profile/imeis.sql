-- Different devices it called from.
-- 终端数
-- unit: devices
SELECT line, count(DISTINCT device) AS imeis FROM side GROUP BY line
