"""Caps over a list: swept, counted, squeezed and told, as if its calls were asked one after another."""
