"""A stop that was told on the command line holds for the next question, and is explained."""

from tests.doors.cli.typed import asked, is_told_in_one_line, typed


def test_a_stop_that_is_told_refuses_the_next_call_with_its_leaf(db):
    first = asked(db)
    assert first["answer"] == "permit"
    result = typed("tell", first["call"], "--outcome", "conversation", "--said", "opt_out", "--db", db)
    assert result.exit_code == 0
    leaf = int(result.stdout.split()[-1])

    second = asked(db, purpose="marketing")
    (reason,) = [each for each in second["reasons"] if each["rule"] == "cn.consumer-reg.24"]
    assert second["answer"] == "refuse"
    assert reason["leaf"] == leaf

    explained = typed("explain", second["call"], "--db", db).stdout
    assert "answer: refuse" in explained
    assert "cn.consumer-reg.24 [REG]" in explained
    assert f"leaf {leaf}" in explained
    assert "This person has said no" in explained
    assert "本人已取消" in explained
    story = typed("explain", first["call"], "--db", db, "--lang", "zh").stdout
    assert "答复: 准许" in story
    assert f"停止令: opt_out (存证叶 {leaf})" in story
    assert typed("log", "verify", "--db", db).exit_code == 0


def test_what_cannot_be_told_is_an_error(db):
    call = asked(db)["call"]
    for options in (
        [],
        ["--said", "opt_outt"],
        ["--outcome", "talked"],
        ["--outcome", "connect", "--at", "noon"],
    ):
        result = typed("tell", call, *options, "--db", db)
        assert result.exit_code == 2
        assert is_told_in_one_line(result)
    assert typed("log", "verify", "--db", db).stdout.startswith("the log holds: 1 leaves")


def test_a_call_that_nobody_asked_about_is_not_explained(db):
    result = typed("explain", "nobody", "--db", db)
    assert result.exit_code == 2
    assert is_told_in_one_line(result)
