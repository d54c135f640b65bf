"""One page about a list, a day or a history: for people who would rather look than read."""
