"""The same questions on many machines."""
