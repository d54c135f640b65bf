-- Share of its answered calls that ended within ten seconds, from 0 to 1; unknown if none was answered.
-- Ten seconds is what sellers of number analytics count as short; no carrier has published its own.
-- 短通话占比（接通后十秒内挂断）
-- unit: share
SELECT line, count_if(talk > 0 AND talk <= 10) / nullif(count_if(talk > 0), 0) AS short_share FROM call GROUP BY line
