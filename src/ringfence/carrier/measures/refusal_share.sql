-- Share of its calls that the person or her network refused as unwanted: SIP 603, 607, 608.
-- 拒接占比（SIP 603、607、608）
-- unit: share
SELECT line, count_if(status IN (603, 607, 608)) / nullif(count(status), 0) AS refusal_share FROM call GROUP BY line
