"""A firm's lines."""
