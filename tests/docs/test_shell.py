"""What is typed is read as a shell would read it."""

import pytest

from tests.docs.shell import commands, run


def test_a_command_goes_on_after_a_backslash_and_within_quotes():
    assert list(commands("ringfence ask \\\n  --json '{\n}'\n# why\nmake run\n")) == [
        "ringfence ask \\\n  --json '{\n}'",
        "make run",
    ]


def test_a_file_that_a_block_writes_is_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("cat > calls.csv <<'END'\nrecipient\n+8613000000000\nEND\n")
    assert (tmp_path / "calls.csv").read_text() == "recipient\n+8613000000000\n"


def test_a_command_that_fails_is_noticed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError, match="did you mean `recipient`"):
        run("""ringfence ask --json '{"recipent": "+8613000000000"}'""")


def test_a_command_nobody_knows_is_noticed():
    with pytest.raises(AssertionError, match="nobody knows"):
        run("rm -rf out")


def test_a_page_that_tells_another_answer_is_noticed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("ringfence pack check thread  # thread@")
    with pytest.raises(AssertionError):
        run("ringfence pack check thread  # another@")
