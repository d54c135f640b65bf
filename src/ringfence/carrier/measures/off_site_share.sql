-- Share of its calls made from another city than its home; unknown where home or city is.
-- 异地呼叫占比
-- unit: share
SELECT line, sum(CASE WHEN city <> home THEN calls WHEN city = home THEN 0 END) / sum(CASE WHEN home IS NOT NULL THEN calls END) AS off_site_share FROM place GROUP BY line
