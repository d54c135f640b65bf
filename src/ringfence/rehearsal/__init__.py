"""A simulated network, to try packs and ladders in before people's telephones do."""
