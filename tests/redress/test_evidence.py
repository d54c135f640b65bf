"""A call that two files tell is one call; no row is lost, and none is counted twice."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ringfence.doors.my.taking import leave_out, read_again, take
from ringfence.redress.case import Case, KeptFile, Ring, Stands
from ringfence.redress.evidence import SAME_CALL, joined, with_file
from tests.made_evidence import BANK, handset_xml, mobile_csv
from tests.redress.conftest import ROWS

NUMBERS = st.sampled_from(["95588", "+862131370001", None])
RINGS = st.builds(
    Ring, at=st.integers(0, 40).map(lambda each: each * 30_000), number=NUMBERS, to_her=st.booleans(), answered=st.none() | st.booleans(),
    stands=st.tuples(st.builds(Stands, digest=st.sampled_from("abc"), row=st.integers(1, 9))),
)  # fmt: skip


def test_a_bill_and_a_log_of_the_same_calls_tell_each_of_them_once(brought):
    case = brought.case()
    assert len(case.rings) == len(ROWS) + 2
    assert Counter(len(ring.stands) for ring in case.rings) == {2: len(ROWS), 1: 2}


def test_the_same_file_again_changes_nothing_but_is_known(brought):
    before = brought.case()
    taken = take(brought, "移动.csv", [mobile_csv(ROWS)])
    assert taken.before
    assert sorted(brought.case().files, key=lambda each: each.digest) == sorted(
        before.files, key=lambda each: each.digest
    )
    assert {(ring.at, ring.number) for ring in brought.case().rings} == {
        (ring.at, ring.number) for ring in before.rings
    }


def test_a_copy_that_was_altered_is_told_apart_from_the_one_before(brought):
    first = next(each for each in brought.case().files if each.name == "移动.csv")
    altered = take(brought, "移动.csv", [mobile_csv(ROWS[:-1])])
    assert altered.kept.digest != first.digest
    assert altered.kept.alike == first.digest
    assert brought.file(first.digest).exists()


def test_a_file_left_out_takes_with_it_what_stands_nowhere_else(brought):
    log = next(each for each in brought.case().files if each.name == "calls.xml")
    case = leave_out(brought, log.digest)
    assert len(case.rings) == len(ROWS)
    assert brought.file(log.digest).exists()


def test_a_text_named_like_a_recording_is_its_transcript_and_asks_nothing(brought):
    taken = take(brought, "录音.txt", ["坐席：您好，这里是信用卡中心\n我：不要再打来".encode()])
    assert (taken.kept.kind, taken.missing, taken.kept.note) == ("transcript", [], "")
    assert take(brought, "别的.txt", [b"a text"]).kept.kind != "transcript"


def test_calls_of_a_relatives_telephone_are_not_hers(folder):
    take(folder, "calls.xml", [handset_xml(ROWS[:5])])
    take(folder, "her mother.xml", [handset_xml(ROWS[:5]) + b"\n"], whose="母亲")
    case = folder.case()
    assert Counter(ring.whose for ring in case.rings) == {"": 5, "母亲": 5}


def test_a_file_is_read_again_as_she_says_its_columns_are(folder):
    taken = take(folder, "export.csv", [b"Moment,Other\n2026-08-01 10:00:00,95588\n"])
    assert taken.missing == ["at", "number"]
    again = read_again(folder, taken.kept.digest, {"at": "Moment", "number": "Other", "direction": "被叫"})
    assert (again.calls, folder.case().rings[0].number) == (1, BANK)


def test_where_two_files_contradict_each_other_on_whether_she_answered_it_is_not_known():
    first = Ring(at=0, number=BANK, answered=False, stands=(Stands("a", 1),))
    second = Ring(at=5_000, number=BANK, answered=True, seconds=9, stands=(Stands("b", 1),))
    (one,) = joined([first, second])
    assert (one.answered, one.seconds, len(one.stands)) == (None, 9, 2)


@given(st.lists(RINGS, max_size=30))
def test_no_row_is_lost_and_no_call_of_one_file_is_joined_with_another_moment_of_it(rings):
    kept = joined(rings)
    assert {stand for ring in kept for stand in ring.stands} == {
        stand for ring in rings for stand in ring.stands
    }
    assert [ring.at for ring in kept] == sorted(ring.at for ring in kept)
    for ring in kept:
        told = [
            each
            for each in rings
            if set(each.stands) <= set(ring.stands)
            and each.number == ring.number
            and each.to_her == ring.to_her
        ]
        assert any(abs(each.at - ring.at) <= SAME_CALL for each in told)
    moments = {(each.at, each.number, each.to_her) for each in rings}
    assert len(kept) <= len(moments)


@given(st.lists(RINGS, max_size=12), st.lists(RINGS, max_size=12))
def test_a_file_brought_twice_is_a_file_brought_once(first, second):
    def once(case, digest, rings):
        kept = KeptFile(digest=digest, name=digest, kind="bill", size=1, taken_at=0)
        return with_file(case, kept, rings, (), list(range(len(rings))))

    case = once(once(Case(), "a", first), "b", second)
    again = once(case, "b", second)
    assert {s for ring in again.rings for s in ring.stands} == {s for ring in case.rings for s in ring.stands}
