"""What the house measures: one file a question, each writing its figures to `benchmarks/results/`."""
