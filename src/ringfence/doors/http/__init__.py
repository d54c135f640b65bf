"""HTTP: the gate asked by programs, many at a time."""
