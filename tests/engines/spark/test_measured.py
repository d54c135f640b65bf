"""Spark measures the same as DuckDB, from the same files."""

import os
import random
import shutil

import duckdb
import pyarrow.parquet as pq
import pytest

from ringfence.carrier.measures.compose import Measuring, profiled
from ringfence.engines.spark.measured import measure
from tests.carrier.measures.test_compose import KNOWN
from tests.made_calls import calls, measured, opened, record

JAVA = shutil.which("java")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        JAVA is None and not os.environ.get("CI"), reason="NO JAVA: apt-get install default-jre-headless"
    ),
]


@pytest.fixture(scope="module")
def spark():
    """A Spark of its own, in this process."""
    assert JAVA is not None, "no Java: apt-get install default-jre-headless"
    from pyspark.sql import SparkSession

    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    # It lives for seconds: what it would compile at length it would never run often enough.
    os.environ["JAVA_TOOL_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    yield session
    session.stop()


def any_calls(seed, count):
    """Many calls among few lines."""
    chance = random.Random(seed)
    who = [number << 7 | place for number in range(1, 8) for place in range(4)]
    return [
        record(
            chance.choice(who), chance.choice(who), chance.uniform(0, 100), ring=chance.choice([None, 0, 7, 40]),
            talk=chance.choice([0, 0, 3, 10, 11, 300]), status=chance.choice([None, 200, 486, 603, 607, 608]),
            step=chance.choice([None, 0, 1, -3, 10, 400]), city=chance.choice([None, "上海", "北京", "广州"]),
            device=chance.choice([None, 1, 2, 3]),
        )
        for _ in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_spark_gives_the_numbers_of_duckdb_from_the_same_file(spark, tmp_path, seed):
    records = any_calls(seed, 3_000)
    path = tmp_path / "calls.parquet"
    pq.write_table(calls(*records), path)
    spark.read.parquet(str(path)).createOrReplaceTempView("call")
    with opened(**KNOWN) as db:
        for name in ("fact", "complaint", "nuisance"):
            pq.write_table(db.sql(f"SELECT * FROM {name}").to_arrow_table(), tmp_path / f"{name}.parquet")
            spark.read.parquet(str(tmp_path / f"{name}.parquet")).createOrReplaceTempView(name)
    told = {row.pop("line"): row for row in (each.asDict() for each in measure(spark, Measuring()).collect())}
    expected = measured(records, **KNOWN)
    assert told.keys() == expected.keys()
    for line, row in told.items():
        assert row == pytest.approx(expected[line]), line


def test_spark_profiles_subscribers_as_duckdb_does(spark, tmp_path):
    records = any_calls(3, 800)
    path = tmp_path / "calls.parquet"
    pq.write_table(calls(*records), path)
    spark.read.parquet(str(path)).createOrReplaceTempView("call")
    with duckdb.connect() as db:
        db.execute(f"CREATE VIEW call AS SELECT * FROM read_parquet('{path}')")
        for step in profiled():
            db.execute(f"CREATE TEMP TABLE {step.name} AS {step.tree.sql('duckdb')}")
            spark.sql(step.tree.sql("spark")).createOrReplaceTempView(step.name)
        expected = {
            row.pop("line"): row for row in db.sql("SELECT * FROM profiled").to_arrow_table().to_pylist()
        }
    told = {row.pop("line"): row for row in (each.asDict() for each in spark.table("profiled").collect())}
    assert told.keys() == expected.keys()
    for line, row in told.items():
        assert row == pytest.approx(expected[line]), line
