"""A carrier's end of the house, joined."""
