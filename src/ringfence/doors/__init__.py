"""Doors: the ways in. They translate what comes; they decide nothing."""
