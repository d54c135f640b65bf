"""What somebody reads of a mirror stays; what nobody reads any longer goes; one changes it at a time."""

import threading

import pytest

from ringfence.store.mirror_files import KEPT, Mark, MirrorFiles


@pytest.fixture
def files(tmp_path):
    return MirrorFiles(tmp_path / "ledger.db.mirror")


def told(files, seq):
    """A new state of a mirror of one relation, which says how far it goes."""
    with files.changing():
        name = files.named("call")
        files.path(name).write_text(str(seq))
        files.keep(Mark(seq, seq, {"call": name}))


def lying(files):
    return {path.name for path in files.folder.iterdir()} - KEPT


def test_what_is_read_stays_as_it_is_while_others_bring_the_mirror_further(files):
    told(files, 1)
    with files.reading() as mark:
        for seq in range(2, 6):
            told(files, seq)
        assert files.path(mark.files["call"]).read_text() == "1"
        assert (mark.seq, files.mark().seq) == (1, 5)
    assert lying(files) == set(files.mark().files.values())


def test_a_file_goes_with_the_last_who_reads_it(files):
    told(files, 1)
    with files.reading():
        with files.reading():
            told(files, 2)
        assert len(lying(files)) == 2
    assert len(lying(files)) == 1


def test_what_a_killed_change_left_behind_goes_with_the_next(files):
    told(files, 1)
    files.path(files.named("call")).write_text("half")
    files.path("mark.part").write_text("half")
    files.path("call.whole.parquet").write_text("of an older format")
    assert files.mark().seq == 1
    told(files, 2)
    assert lying(files) == set(files.mark().files.values())


def test_a_reader_takes_nothing_from_a_change_that_goes_on(files):
    told(files, 1)
    with files.changing():
        name = files.named("call")
        files.path(name).write_text("2")
        with files.reading() as mark:
            assert mark.seq == 1
        assert files.path(name).exists()
        files.keep(Mark(2, 2, {"call": name}))
    assert files.mark().seq == 2
    assert lying(files) == {name}


def test_there_is_no_mirror_where_nothing_was_written_or_a_file_is_gone(files):
    with files.reading() as mark:
        assert not mark.exists
    told(files, 1)
    files.path(files.mark().files["call"]).unlink()
    assert not files.mark().exists


def test_changes_come_one_after_another_and_readers_see_whole_ones(files):
    told(files, 0)
    read: list[str] = []
    faults: list[tuple[str, int]] = []

    def change(first):
        for seq in range(first, first + 40):
            told(files, seq)

    def look():
        while any(each.is_alive() for each in changing):
            with files.reading() as mark:
                text = files.path(mark.files["call"]).read_text()
            read.append(text)
            if text != str(mark.seq):
                faults.append((text, mark.seq))

    changing = [threading.Thread(target=change, args=(nth * 100,)) for nth in range(3)]
    looking = [threading.Thread(target=look) for _ in range(3)]
    for each in (*changing, *looking):
        each.start()
    for each in (*changing, *looking):
        each.join()
    assert faults == []
    assert len(read) > 3
    assert lying(files) == set(files.mark().files.values())
