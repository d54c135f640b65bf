"""The shared words: what a call is, what may be answered, what can go wrong; imports nothing of ours."""
