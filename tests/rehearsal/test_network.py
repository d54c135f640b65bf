"""The simulated network: the same from the same seed, each kind as it is described, every figure scalable."""

import numpy as np
import pyarrow.compute as pc
import pytest

from ringfence.rehearsal.behaviours import BEHAVIOURS, FIGURES
from ringfence.rehearsal.network import USUAL, Network
from ringfence.rehearsal.write import write_network

SMALL = Network({"ordinary": 600, "courier": 10, "sim_box": 8, "card_centre": 20, "rotating_pool": 25})
DAY = 20_514


@pytest.fixture(scope="module")
def day():
    return SMALL.day(DAY)


def test_a_day_is_the_same_whenever_it_is_made(day):
    again = Network(SMALL.lines).day(DAY)
    assert again.records.equals(day.records)
    assert not Network(SMALL.lines, seed=2).day(DAY).records.equals(day.records)
    assert not SMALL.day(DAY + 1).records.equals(day.records)


def test_records_are_of_that_day_by_the_local_clock_and_in_order(day):
    local = day.records["ts"].to_numpy() + 8 * 3_600_000
    assert (np.diff(local) >= 0).all()
    assert set(local // 86_400_000) <= {DAY, DAY + 1}
    assert (local // 86_400_000 == DAY).mean() > 0.98


def test_each_kind_calls_as_often_as_it_is_described(day):
    facts = SMALL.facts(DAY)
    for kind in ("courier", "sim_box", "card_centre"):
        lines = facts.filter(pc.equal(facts["kind"], kind))["line"]
        calls = pc.sum(pc.is_in(day.records["line"], lines)).as_py()
        assert calls / len(lines) == pytest.approx(BEHAVIOURS[kind].a_day, rel=0.35)


def test_nobody_calls_herself(day):
    assert not pc.any(pc.equal(day.records["line"], day.records["recipient"])).as_py()


def test_owners_have_as_many_lines_as_they_are_described_with():
    owners = SMALL.facts(DAY)["owner"].to_pylist()
    assert owners.count("rotating_pool-0") == 25
    assert owners.count("ordinary-0") == 1


def test_every_kind_is_described_and_only_honest_kinds_are_registered():
    assert set(USUAL) == set(BEHAVIOURS)
    assert not any(each.nuisance and (each.registered or each.public_service) for each in BEHAVIOURS.values())


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_can_be_scaled_and_a_share_stays_one(figure):
    for kind in BEHAVIOURS.values():
        scaled = getattr(kind.scaled(figure, 1.5), figure)
        assert scaled == pytest.approx(
            min(0.98, 1.5 * getattr(kind, figure))
            if figure not in {"a_day", "talk", "known", "devices", "lines", "age"}
            else scaled
        )


def test_the_files_keep_what_lines_really_are_apart(tmp_path):
    import pyarrow.parquet as pq

    files = write_network(tmp_path / "sim", 1, 0.01, 1, lambda *_: None)
    assert {path.name for path in files} == {
        "lines.parquet",
        "truth.parquet",
        "records-01.parquet",
        "complaints-01.parquet",
    }
    assert {"kind", "nuisance"} & set(pq.read_schema(tmp_path / "sim" / "lines.parquet").names) == set()
