"""Measures carried out on Spark: the same steps as on DuckDB, printed in its dialect, for more calls than one machine holds.

Behind `carrier/measures`. Takes a session in which the calls are (`call`, or what files of them left behind) and what is known of
lines, as views; gives a data frame, one row a line. Spark slices and spills by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ringfence.carrier.measures.compose import composed

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

EMPTY: Final = {
    "fact": "line bigint, home string, arrears_days bigint, line_age_days bigint, registration_age_days bigint",
    "complaint": "line bigint, complainant bigint",
    "nuisance": "line bigint",
}
"""What is given beside the calls, and its columns, if nothing of it is known."""


def measure(spark: SparkSession, wanted: Sequence[str] | None = None, *, kept: bool = False) -> DataFrame:
    """One row for each line of which anything is known."""
    for name, columns in EMPTY.items():
        if not spark.catalog.tableExists(name):
            spark.createDataFrame([], columns).createOrReplaceTempView(name)
    for step in composed(wanted, kept=kept):
        spark.sql(step.tree.sql("spark")).createOrReplaceTempView(step.name)
    return spark.table("measured")
