"""A day's plan: which call is made when, and from which line."""
