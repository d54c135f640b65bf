"""Makes `redress/reference/cn_segments.parquet`: which province, city and carrier a Chinese mobile segment was given to.

Run: `python -m tools.make_number_segments SEGMENTS.parquet`. Takes the table of the PyPI package `phone` 0.4.5 (phone.dat by
ls0f, version 2312, MIT/BSD) with a row for each seven digits; gives a row for each run of segments that are alike.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

OUT = Path(__file__).parents[1] / "src" / "ringfence" / "redress" / "reference" / "cn_segments.parquet"


def main(source: Path) -> None:
    """Writes the table."""
    with duckdb.connect() as db:
        db.execute(
            f"""
            COPY (
                WITH numbered AS (
                    SELECT prefix7::INTEGER AS prefix, province, city, carrier,
                        prefix7::INTEGER - row_number() OVER (PARTITION BY province, city, carrier ORDER BY prefix7) AS run
                    FROM read_parquet('{source}')
                )
                SELECT MIN(prefix)::INTEGER AS first, MAX(prefix)::INTEGER AS last, province, city, carrier
                FROM numbered GROUP BY province, city, carrier, run ORDER BY first
            ) TO '{OUT}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19)
            """
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
