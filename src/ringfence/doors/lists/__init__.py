"""Lists as people keep them: taken in from whatever they exported, handed back with an answer in every row."""
