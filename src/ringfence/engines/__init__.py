"""Engines: each carries out a plan; they differ in what they are good at, never in what they say."""
