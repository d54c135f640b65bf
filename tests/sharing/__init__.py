"""What companies share without sharing a key."""
