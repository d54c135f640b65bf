"""Reading a pack: by name or folder, whole or not at all, with every number and clock as it was written."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.errors import PackError
from ringfence.call.moments import HOUR, MINUTE
from ringfence.policy.kinds.window import WindowTerms
from ringfence.policy.lock import lock_faults, locked_digest, read_lock, write_lock
from ringfence.policy.read import locate_pack, read_pack, shipped_packs
from ringfence.policy.yaml_text import HINTS, documents

THREAD = shipped_packs()["thread"]
SHIPPED = read_pack("thread")
ORDINARY = """
pack: thread
---
- {name: a call, at: 2026-03-10T15:00:00Z, call: {recipient: "+8613000000000"}, answer: permit}
"""


@pytest.fixture
def pack(tmp_path) -> Path:
    """A copy of the thread pack that a test may spoil, with one ordinary example for each rule."""
    copy = Path(shutil.copytree(THREAD, tmp_path / "thread"))
    for file in (copy / "examples/caller").iterdir():
        file.write_text(ORDINARY)
    return copy


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_shipped_pack_is_read_by_its_name():
    assert SHIPPED.label == "thread@0.1.0"


def test_a_pack_is_read_from_anywhere_and_means_the_same(pack):
    assert read_pack(pack).digest == SHIPPED.digest


def test_a_misspelt_name_gets_the_nearest():
    with pytest.raises(PackError) as told:
        read_pack("thred")
    assert [str(fault) for fault in told.value.faults] == [
        "thred: there is no pack `thred` (did you mean `thread`?)"
    ]


def test_a_folder_in_the_working_directory_is_found_by_its_plain_name(pack, monkeypatch):
    monkeypatch.chdir(pack.parent)
    pack.rename(pack.parent / "mine")
    assert locate_pack("mine") == Path("mine")
    assert read_pack("mine").name == "thread"


def test_a_shipped_name_is_never_shadowed_by_a_folder(pack, monkeypatch):
    monkeypatch.chdir(pack.parent)
    assert locate_pack("thread") == THREAD
    assert locate_pack("./thread") == Path("thread")


def test_a_pack_with_faults_is_not_read_at_all(pack):
    spoil(pack / "rules/caller/cn.gbt45251.talk3.yaml", "on_unknown: defer", "on_unknwon: defer")
    with pytest.raises(PackError) as told:
        read_pack(pack)
    (fault,) = told.value.faults
    assert (fault.line, fault.rule) == (15, "cn.gbt45251.talk3")
    assert (fault.message, fault.hint) == ("unknown key `on_unknwon`", "did you mean `on_unknown`?")


@pytest.mark.parametrize("written", ["22:00", '"22:00"', "'22:00'", "22:00:00"])
def test_ten_at_night_is_ten_at_night_with_or_without_quotes(pack, written):
    spoil(pack / "rules/caller/cn.gbt45251.window.yaml", '"22:00"', written)
    (window,) = (rule.then for rule in read_pack(pack).rules if isinstance(rule.then, WindowTerms))
    assert window.forbid is not None
    assert window.forbid[0].since == 22 * HOUR


def test_a_file_that_asks_for_yaml_1_1_still_means_ten_at_night(pack):
    file = pack / "rules/caller/cn.gbt45251.window.yaml"
    spoil(file, '"22:00"', "22:00")
    file.write_text("%YAML 1.1\n---\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_pack(pack).digest == SHIPPED.digest


def test_a_clock_time_written_as_a_number_is_a_fault(pack):
    spoil(pack / "rules/caller/cn.gbt45251.window.yaml", '"22:00"', "1320")
    with pytest.raises(PackError, match="`1320` is not a clock time"):
        read_pack(pack)


@given(st.integers(0, 23), st.integers(0, 59))
def test_no_clock_time_is_ever_read_as_a_number(hour, minute):
    text = f"{hour:02}:{minute:02}"
    assert documents(f"at: {text}\nto: {hour}:{minute:02}")[0].value == {
        "at": text,
        "to": f"{hour}:{minute:02}",
    }


def test_plain_words_numbers_and_dates_stay_what_they_are():
    written = (
        "{a: no, b: on, c: 2026-03-10, d: +8613000000000, e: 007, f: 1_000, g: 0x1F, h: NO, i: .5, j: 1e3}"
    )
    (document,) = documents(written)
    assert set(map(type, document.value.values())) == {str}


def test_spacing_order_and_quotes_do_not_change_a_pack(pack):
    spoil(pack / "rules/caller/cn.gbt45251.window.yaml", "{country: [CN]}", "\n  country:\n    - 'CN'")
    spoil(pack / "rules/caller/cn.gbt45251.window.yaml", "  applies_at: ring\n", "")
    assert read_pack(pack).digest == SHIPPED.digest


def test_a_changed_rule_needs_a_new_version(pack):
    spoil(pack / "rules/caller/cn.gbt45251.talk3.yaml", "effect: defer", "effect: refuse")
    with pytest.raises(PackError) as told:
        read_pack(pack)
    (fault,) = told.value.faults
    assert fault.rule == "cn.gbt45251.talk3"
    assert fault.hint == "bump its version with `ringfence pack lock`"
    write_lock(read_pack(pack, locked=False))
    lock = read_lock(pack / "lock.json", "lock.json")
    assert lock is not None
    assert {rule: entry.version for rule, entry in lock.rules.items() if entry.version > 1} == {
        "cn.gbt45251.talk3": 2
    }
    assert read_pack(pack).digest != SHIPPED.digest


def test_a_changed_number_changes_only_the_rules_that_use_it(pack):
    spoil(pack / "values/caps.yaml", "value: 250", "value: 200")
    with pytest.raises(PackError) as told:
        read_pack(pack)
    assert [fault.rule for fault in told.value.faults] == ["cn.house.line-day-cap"]


def test_locking_twice_changes_nothing(pack):
    before = (pack / "lock.json").read_bytes()
    write_lock(read_pack(pack))
    assert (pack / "lock.json").read_bytes() == before


def test_the_id_of_a_retired_rule_is_never_used_again(pack):
    for folder in ("rules", "examples"):
        shutil.move(pack / folder / "caller/us.dnc.national.yaml", pack / f"{folder}.yaml")
    write_lock(read_pack(pack, locked=False))
    assert read_pack(pack).digest != ""
    for folder in ("rules", "examples"):
        shutil.move(pack / f"{folder}.yaml", pack / folder / "caller/us.dnc.national.yaml")
    with pytest.raises(PackError, match="is the id of a retired rule"):
        read_pack(pack)
    with pytest.raises(PackError, match="is the id of a retired rule"):
        write_lock(read_pack(pack, locked=False))


def test_a_rule_has_a_digest_of_its_own_text_and_numbers():
    digests = {rule.id: locked_digest(rule, SHIPPED.values) for rule in SHIPPED.rules}
    assert len(set(digests.values())) == len(SHIPPED.rules)
    lock = read_lock(THREAD / "lock.json", "lock.json")
    assert lock is not None
    assert list(lock_faults(SHIPPED, lock, "lock.json")) == []


def test_a_lock_that_is_no_lock_is_a_fault(pack):
    (pack / "lock.json").write_text("{}")
    with pytest.raises(PackError, match="is not a lock file"):
        read_pack(pack)


def test_a_pack_in_the_making_has_no_lock_yet(pack):
    (pack / "lock.json").unlink()
    assert read_pack(pack).name == "thread"


def test_rules_stand_in_the_order_of_their_ids():
    ids = [rule.id for rule in SHIPPED.rules]
    assert ids == sorted(ids)


def test_lines_count_from_the_top_of_the_file_in_every_document():
    first, second = documents("# a comment\na: 1\n---\n- b:\n    c: [1,\n        2]\n")
    assert first.line(("a",)) == 2
    assert second.line((0, "b", "c", 1)) == 6
    assert second.line((0, "b", "nowhere")) == 4


MISWRITTEN = ("a: b: c", "a: @x", "a:\n  b: 1\n\tc: 2", "a: 1\nb\nc: 2", "- a\nb: 1", "a: 'it's'")


def test_every_hint_is_given_to_somebody():
    told = []
    for text in MISWRITTEN:
        with pytest.raises(PackError) as error:
            documents(text)
        told.append(error.value.faults[0].hint)
    assert told == list(HINTS.values())


def test_hours_and_minutes_are_milliseconds_inside_the_house():
    (window,) = (rule.then for rule in SHIPPED.rules if isinstance(rule.then, WindowTerms))
    assert window.forbid is not None
    assert window.forbid[0].until == 480 * MINUTE
