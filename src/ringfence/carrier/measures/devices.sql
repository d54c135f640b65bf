-- Different devices it was used in; unknown where no record says.
-- 使用的终端数
-- unit: devices
SELECT line, count(*) AS devices FROM device GROUP BY line
