"""A firm's lines: how each is, how likely it is to be closed, what would help, and which to call from."""
