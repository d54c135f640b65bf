"""`ask` and `confirm`: an answer for a program or a person, and for bad input an error and nothing else."""

import json

import pytest

from tests.doors.cli.typed import CALL, asked, is_told_in_one_line, typed, typed_in_a_shell

BAD = {
    "a malformed number": ({"recipient": "12"}, "has no country"),
    "an unknown purpose": ({"purpose": "marketting"}, "did you mean `marketing`?"),
    "a clock without zone": ({"at": "2026-03-10T15:00:00"}, "names no zone"),
    "a fact that no call has": ({"recipent": "+8613000000000"}, "did you mean `recipient`?"),
}


def test_a_program_gets_json_with_iso_moments_and_all_reasons(db):
    verdict = asked(db, purpose="marketing", at="2026-03-10T15:00:00+08:00")
    assert verdict["at"] == "2026-03-10T07:00:00+00:00"
    assert verdict["answer"] == "defer"
    assert [reason["rule"] for reason in verdict["reasons"]] == ["us.dnc.national"]
    assert verdict["reasons"][0]["zh"]
    assert verdict["leaf"] == 0


def test_a_person_gets_words(db):
    result = typed("ask", "--json", "-", "--db", db, "--format", "text", stdin=json.dumps(CALL))
    assert result.exit_code == 0
    assert "answer: permit" in result.stdout
    assert (
        "答复: 准许"
        in typed("ask", "--json", json.dumps(CALL), "--db", db, "--format", "text", "--lang", "zh").stdout
    )


def test_a_dry_run_seals_nothing(db):
    assert asked(db, "--dry-run")["leaf"] is None
    assert asked(db)["leaf"] == 0


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_in_one_line_and_nothing_is_written(db, name):
    facts, hint = BAD[name]
    result = typed("ask", "--json", json.dumps({**CALL, **facts}), "--db", db)
    assert result.exit_code == 2
    assert is_told_in_one_line(result)
    assert hint in result.stderr
    assert not db.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "5", '{"recipient": 5}', "[" * 10_000])
def test_what_is_not_a_call_is_told_and_nothing_is_written(db, text):
    result = typed("ask", "--json", text, "--db", db)
    assert result.exit_code == 2
    assert is_told_in_one_line(result)
    assert not db.exists()


def test_no_error_holds_a_whole_number(db):
    result = typed("ask", "--json", json.dumps({**CALL, "recipient": "+861300000000012345"}), "--db", db)
    assert result.exit_code == 2
    assert "+861300000000012345" not in result.stderr


def test_a_pack_that_does_not_check_tells_all_its_faults_and_nothing_is_written(db):
    result = typed("ask", "--json", json.dumps(CALL), "--db", db, "--pack", "tests/policy/bad_packs/misspelt")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) > 5
    assert all(line.startswith("tests/policy/bad_packs/misspelt/") for line in result.stderr.splitlines())
    assert not db.exists()


def test_a_ledger_in_a_folder_that_is_not_there_is_told(tmp_path):
    result = typed("ask", "--json", json.dumps(CALL), "--db", tmp_path / "no" / "ledger.db")
    assert result.exit_code == 2
    assert is_told_in_one_line(result)


def test_a_file_that_is_no_ledger_is_told_and_left_as_it_is(tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("dear bank, " * 1000)
    result = typed("ask", "--json", json.dumps(CALL), "--db", letter)
    assert result.exit_code == 2
    assert is_told_in_one_line(result)
    assert letter.read_text() == "dear bank, " * 1000


@pytest.mark.long
def test_a_permitted_call_may_be_confirmed(db):
    verdict = asked(db)
    result = typed("confirm", verdict["call"], "--db", db)
    assert json.loads(result.stdout)["answer"] == "permit"
    assert typed("confirm", "nobody", "--db", db).exit_code == 2
    assert is_told_in_one_line(typed("confirm", verdict["call"], "--at", "2026-03-10T15:00:00", "--db", db))


def test_the_real_program_tells_an_error_without_a_traceback(tmp_path):
    done = typed_in_a_shell("ask", "--json", '{"recipient": "12"}', folder=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
