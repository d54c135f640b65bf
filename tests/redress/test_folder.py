"""Files are kept as they came; what was taken is on the disk; whatever was altered is named; nothing lies elsewhere."""

import stat
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from ringfence.call.errors import EvidenceError, ListError
from ringfence.redress import folder as module
from ringfence.redress.case import Refusal
from ringfence.redress.folder import Folder
from ringfence.redress.refusals import with_refusal


def test_a_file_is_kept_under_its_digest_and_cannot_be_written_again(folder):
    digest, size = folder.keep([b"ab", b"c"], "x")
    path = folder.file(digest)
    assert (path.read_bytes(), size) == (b"abc", 3)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert list(folder.incoming.iterdir()) == []


def test_nobody_else_may_look_into_her_folder(folder):
    folder.change(lambda case: case)
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.case_file.stat().st_mode) == 0o600


def test_a_file_that_is_too_long_or_empty_is_refused_and_leaves_nothing(folder, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    with pytest.raises(ListError, match="is longer than"):
        folder.keep([b"x" * 6, b"y" * 6], "recording.wav")
    with pytest.raises(ListError, match="is empty"):
        folder.keep([], "nothing.csv")
    assert list(folder.incoming.iterdir()) == list(folder.evidence.iterdir()) == []


def test_what_was_altered_or_lost_is_named(brought):
    case = brought.case()
    assert list(brought.altered(case)) == []
    first, second = case.files[:2]
    path = brought.file(first.digest)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    brought.file(second.digest).unlink()
    assert list(brought.altered(case)) == [(first.name, "altered"), (second.name, "gone")]


def test_changes_made_at_once_are_all_kept(folder):
    def note(nth):
        folder.change(lambda case: with_refusal(case, Refusal(at=nth, caller="caller-1", how="call")))

    with ThreadPoolExecutor(8) as many:
        list(many.map(note, range(40)))
    assert [each.at for each in folder.case().refusals] == list(range(40))


def test_a_case_that_cannot_be_read_says_so_and_is_not_overwritten(folder):
    folder.case_file.write_bytes(b"{spoilt")
    with pytest.raises(EvidenceError, match="restore it from a copy"):
        folder.change(lambda case: case)
    assert folder.case_file.read_bytes() == b"{spoilt"


def test_a_change_that_fails_leaves_the_case_as_it_was(folder):
    folder.change(
        lambda case: msgspec.structs.replace(case, person=msgspec.structs.replace(case.person, name="张三"))
    )
    with pytest.raises(ZeroDivisionError):
        folder.change(lambda _case: 1 / 0)
    assert folder.case().person.name == "张三"


def test_a_folder_in_no_folder_is_told(tmp_path):
    with pytest.raises(EvidenceError, match="make it first"):
        Folder(tmp_path / "no" / "such")
