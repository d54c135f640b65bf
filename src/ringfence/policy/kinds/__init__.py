"""The kinds of rules, a file each: what a rule of the kind may say, and when each part is decided."""
