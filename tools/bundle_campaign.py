"""Bundles the real list of the example: a few columns of the Bank Marketing data, in one small Parquet file.

Run once, when the example is made: `python tools/bundle_campaign.py CSV [OUT]`. Takes the CSV (gzipped or
not) with the columns of the original and `row`, its place there; gives
`examples/campaign/contacts.parquet`, which carries its citation with it. Changes no value: a word becomes
an entry of a dictionary, and that is all.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

OUT = Path(__file__).parents[1] / "examples" / "campaign" / "contacts.parquet"
COUNTS = {"row": pa.uint16(), "campaign": pa.uint8(), "pdays": pa.uint16(), "previous": pa.uint8()}
WORDS = ("month", "day_of_week", "contact", "poutcome", "housing", "loan", "y")
CITATION = (
    "S. Moro, P. Cortez and P. Rita. A Data-Driven Approach to Predict the Success of Bank Telemarketing. "
    "Decision Support Systems 62 (2014) 22-31, doi:10.1016/j.dss.2014.03.001. "
    "Data: S. Moro, P. Rita and P. Cortez, Bank Marketing, UCI Machine Learning Repository, "
    "doi:10.24432/C5K306."
)
LICENCE = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
CHANGES = "33,358 of the 41,188 rows and eleven of the columns; no value was changed"


def bundle(source: Path, out: Path) -> int:
    """How many rows were written to `out`."""
    words = {word: pa.dictionary(pa.int8(), pa.string()) for word in WORDS}
    table = pyarrow.csv.read_csv(
        source,
        convert_options=pyarrow.csv.ConvertOptions(
            include_columns=["row", *WORDS[:3], "campaign", "pdays", "previous", *WORDS[3:]],
            column_types={**COUNTS, **{word: pa.string() for word in WORDS}},
        ),
    )
    schema = pa.schema([(name, {**COUNTS, **words}[name]) for name in table.column_names])
    about = {"citation": CITATION, "licence": LICENCE, "changes": CHANGES}
    pq.write_table(
        table.cast(schema).sort_by("row").replace_schema_metadata(about),
        out,
        compression="zstd",
        compression_level=19,
    )
    return len(table)


if __name__ == "__main__":
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else OUT
    print(f"{bundle(Path(sys.argv[1]), out):,} rows, {out.stat().st_size:,} bytes: {out}")
