"""The carrier."""
