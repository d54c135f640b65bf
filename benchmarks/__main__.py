"""All benchmarks, one after another: `python -m benchmarks`. Each writes its figures to `benchmarks/results/`."""

from benchmarks import asks, lists, mirror, numbers, peers

for each in (numbers, asks, peers, mirror, lists):
    each.main()
