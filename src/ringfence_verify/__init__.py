"""A verifier of dossiers that trusts nobody: it imports nothing of the program that made them."""
