"""Measures carried out on Spark: the same steps as on DuckDB, printed in its dialect, for more calls than one machine holds.

Behind `carrier/measures`. Takes a session in which the calls and what is known of lines are views; gives a data frame, one row a line.
Spark slices and spills by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from ringfence.engines.duckdb.measured import Measuring

TYPES: Final = {"BIGINT": "bigint", "VARCHAR": "string"}


def measure(spark: SparkSession, measuring: Measuring) -> DataFrame:
    """One row for each line of which anything is known."""
    for name, columns in measuring.given.items():
        if not spark.catalog.tableExists(name):
            told = ", ".join(f"{column} {TYPES[kind]}" for column, kind in columns.items())
            spark.createDataFrame([], told).createOrReplaceTempView(name)
    for step in measuring.steps():
        spark.sql(step.tree.sql("spark")).createOrReplaceTempView(step.name)
    return spark.table("measured")
