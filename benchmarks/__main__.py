"""All benchmarks, one after another: `python -m benchmarks`. Each writes its figures to `benchmarks/results/`."""

from benchmarks import (
    asks,
    carrier_gate,
    closures,
    dossier,
    ladders,
    listing,
    lists,
    measures,
    mirror,
    numbers,
    peers,
    rule_engines,
    served,
)

for each in (
    numbers,
    asks,
    peers,
    rule_engines,
    mirror,
    lists,
    listing,
    dossier,
    served,
    measures,
    ladders,
    closures,
    carrier_gate,
):
    each.main()
