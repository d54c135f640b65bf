"""Stores: each creates and migrates the relations of the catalogue, and keeps what was accepted."""
