"""The command line: the same questions, typed; answers in words for people and in JSON for programs."""
