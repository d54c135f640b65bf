"""The ladder: what follows what was measured of a line, step by step, and the way back."""
