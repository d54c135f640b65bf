-- A line and a device it was used in.
SELECT line, device FROM call WHERE device IS NOT NULL GROUP BY line, device
