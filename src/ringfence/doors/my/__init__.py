"""The person's door: a page on her own machine, and the same by command."""
