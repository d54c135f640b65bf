"""The caller gate: before a call is made, may it be; while it connects, may it still; afterwards, what was it."""
