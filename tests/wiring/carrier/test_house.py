"""A carrier at work on a simulated network: records once, steps on those who are a nuisance, a person for the rest."""

import csv
import shutil
from contextlib import ExitStack

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ringfence.call.errors import ListError, RequestError
from ringfence.carrier.ladder.review import nuisances
from ringfence.doors.records.read import How
from ringfence.evidence.subscriber import subscriber_token, subscriber_tokens
from ringfence.evidence.verify import verify_log
from ringfence.rehearsal.network import Network
from ringfence.store.log_reader import reading_log
from ringfence.store.where import Where
from ringfence.wiring.carrier.house import open_carrier
from tests.postgres import database, refilled

pytestmark = pytest.mark.long
EVERY_LEDGER = True
DAY = 86_400_000
FIRST = 20_514
MIDNIGHT = FIRST * DAY - 8 * 3_600_000
LINES = {
    "ordinary": 800,
    "courier": 20,
    "hospital": 5,
    "card_centre": 20,
    "telesales": 6,
    "sim_box": 8,
    "rotating_pool": 25,
}
HONEST = ("ordinary", "courier", "hospital", "card_centre")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Three days of a small network, and what its lines really are."""
    folder, network = tmp_path_factory.mktemp("network"), Network(LINES)
    facts = network.facts(FIRST)
    pq.write_table(facts.drop_columns(["kind", "nuisance"]), folder / "lines.parquet")
    for day in range(3):
        made = network.day(FIRST + day)
        pq.write_table(made.records, folder / f"records-{day}.parquet")
        pq.write_table(made.complaints, folder / f"complaints-{day}.parquet")
    return folder, dict(zip(facts["line"].to_pylist(), facts["kind"].to_pylist(), strict=True))


class Clock:
    """Tells the time that it is told."""

    def __init__(self):
        self.now = MIDNIGHT

    def __call__(self):
        return self.now


@pytest.fixture
def carrier(ledger):
    """A carrier whose clock is told what time it is, over either kind of ledger."""
    with open_carrier(ledger, clock=Clock()) as opened:
        yield opened


def three_days(carrier, files, order=(0, 1, 2)):
    """Everything taken up, in this order, and the ladders run at each midnight."""
    folder, _ = files
    carrier.bring("carried_line", folder / "lines.parquet")
    for day in order:
        carrier.take(folder / f"records-{day}.parquet")
        carrier.bring("line_complaint", folder / f"complaints-{day}.parquet")
    done = []
    for day in range(3):
        carrier.house.gate.clock.now = MIDNIGHT + (day + 1) * DAY
        done += carrier.run().done
    return done


@pytest.fixture(scope="module")
def lived(request, files, tmp_path_factory):
    """Where three days in either kind of ledger lie, made when they are first asked for, and the steps of those days."""
    made = {}

    def of_kind(on_server):
        if on_server not in made:
            folder = tmp_path_factory.mktemp("lived")
            server = request.getfixturevalue("postgres") if on_server else None
            place = stack.enter_context(database(*server)) if server else folder / "ledger.db"
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("RINGFENCE_BESIDE", str(folder))
                with open_carrier(place, clock=Clock()) as carrier:
                    made[on_server] = Where.of(place), three_days(carrier, files)
        return made[on_server]

    with ExitStack() as stack:
        yield of_kind


@pytest.fixture
def after(ledger, lived):
    """A carrier of one's own with three days behind it, and the steps of those days."""
    where, done = lived(str(ledger).startswith("postgresql"))
    own = Where.of(ledger)
    for path in where.beside.parent.glob(f"{where.beside.name}*"):
        copied = own.beside.with_name(path.name.replace(where.beside.name, own.beside.name, 1))
        shutil.copytree(path, copied) if path.is_dir() else shutil.copy(path, copied)
    if own.on_server:
        refilled(own.database, where.database)
    clock = Clock()
    clock.now += 3 * DAY
    with open_carrier(ledger, clock=clock) as opened:
        yield opened, done


def kinds_of(done, files, carrier):
    """The kinds of the lines that were stepped on."""
    _, kinds = files
    tokens = dict(
        zip(
            subscriber_tokens(carrier.key, [int(line[1:]) for line in kinds]).tolist(),
            kinds.values(),
            strict=True,
        )
    )
    return {tokens[each.subject] for each in done if not each.of_owner}


def test_nuisances_are_stepped_on_and_honest_lines_are_left_alone(after, files):
    carrier, done = after
    assert kinds_of(done, files, carrier) == {"telesales", "sim_box", "rotating_pool"}
    assert {each.state for each in done if each.action in {"suspend", "close"}} == {"proposed"}


def test_the_order_in_which_files_come_changes_no_step(tmp_path, files):
    told = []
    for order in ((0, 1, 2), (2, 0, 1)):
        with open_carrier(tmp_path / f"{order[0]}.db", clock=Clock()) as opened:
            done = three_days(opened, files, order)
            _, kinds = files
            tokens = dict(
                zip(
                    subscriber_tokens(opened.key, [int(line[1:]) for line in kinds]).tolist(),
                    kinds,
                    strict=True,
                )
            )
            told.append(
                sorted(
                    (each.rule, tokens.get(each.subject, "owner"), each.action, each.state, each.at)
                    for each in done
                )
            )
    assert told[0] == told[1]


def test_a_file_counts_once_whatever_its_name(carrier, files, tmp_path):
    folder, _ = files
    first = carrier.take(folder / "records-0.parquet")
    copy = tmp_path / "the same.parquet"
    copy.write_bytes((folder / "records-0.parquet").read_bytes())
    again = carrier.take(copy)
    assert (first.again, again.again) == (False, True)
    assert again.rows == first.rows
    carrier.house.gate.clock.now = MIDNIGHT + DAY
    out = tmp_path / "measured.parquet"
    carrier.measure(out)
    assert sum(pq.read_table(out)["attempts"].drop_null().to_pylist()) <= first.rows


def test_the_records_themselves_are_not_kept_and_no_number_is(carrier, files):
    folder, kinds = files
    carrier.take(folder / "records-0.parquet")
    number = next(iter(kinds))[1:].encode()
    kept = [path for path in carrier.records.folder.rglob("*") if path.is_file()]
    assert {path.name for path in kept} == {"call_part.parquet", "pairs_part.parquet"}
    assert not any(number in path.read_bytes() for path in kept)


def test_bad_rows_lie_beside_with_line_and_reason(carrier, tmp_path):
    path = tmp_path / "calls.csv"
    path.write_text(
        "line,recipient,ts,talk\n+8613000000001,+8613000000002,1772409600,5\nnobody,+8613000000002,1772409600,5\n"
    )
    taken = carrier.take(path)
    assert (taken.rows, taken.bad) == (1, 1)
    with taken.side.open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["line"], row["column"]) == ("3", "line")


def test_what_was_decided_labels_the_line_closes_the_gate_and_is_sealed(after):
    carrier, done = after
    waiting = carrier.queue(3)
    assert [row["harm"] for row in waiting] == sorted((row["harm"] for row in waiting), reverse=True)
    step = next(
        each for each in done if each.state == "proposed" and not each.of_owner and "hurried" in each.rule
    )
    assert carrier.gate.ask_token(step.subject).answer == "slow"
    told = carrier.decide(step.id, taken=True, by="analyst-1")
    assert "停机" in told[0].notice["zh"]
    assert {each.subject for each in told} == {step.subject}
    assert {each.state for each in told} == {"taken"}
    assert carrier.gate.ask_token(step.subject).answer == "refuse"
    label = carrier.house.look(lambda tx: tx.row("line_label", {"line": step.subject})).result()
    assert (bool(label["nuisance"]), label["by"]) == (True, "analyst-1")
    with pytest.raises(RequestError, match="waits for anybody"):
        carrier.decide(step.id, taken=True, by="analyst-1")
    carrier.house.close()
    with reading_log(carrier.house.ledger.where) as reader:
        assert verify_log(reader, carrier.house.people.keyring).clean


def test_an_appeal_that_is_found_right_lifts_a_step_at_once_for_every_line_that_it_is_about(after, files):
    carrier, _ = after
    _, kinds = files
    line = next(line for line, kind in kinds.items() if kind == "rotating_pool")
    stands = {state["rule"] for state in carrier.explain(line)["states"]}
    assert "cn.house.ladder.owner" in stands
    for rule in stands:
        done = carrier.lift(line, rule, by="analyst-3")
        assert "已解除" in done.notice["zh"]
    assert carrier.ask(line).answer == "carry"
    token = subscriber_token(carrier.key, line)
    assert not carrier.house.look(lambda tx: tx.row("line_label", {"line": token})).result()["nuisance"]
    with pytest.raises(RequestError, match="stands on no step"):
        carrier.lift(line, "cn.house.ladder.owner", by="analyst-3")


def test_a_step_that_was_refused_is_not_proposed_again_the_next_day(after):
    carrier, _ = after
    refused = carrier.queue(1_000)
    for row in refused:
        carrier.decide(row["id"], taken=False, by="analyst-2")
    carrier.house.gate.clock.now += 3_600_000
    again = {(each.subject, each.rule) for each in carrier.run().done if each.state == "proposed"}
    assert again & {(row["subject"], row["rule"]) for row in refused} == set()


def test_a_registered_line_is_proposed_and_never_stepped_on(db, tmp_path):
    calls = [
        {
            "line": "+8613000000001",
            "recipient": f"+86131000{number:05}",
            "ts": MIDNIGHT + number * 60_000,
            "talk": 3 if number % 2 else 0,
        }
        for number in range(500)
    ]
    pq.write_table(pa.Table.from_pylist(calls), tmp_path / "calls.parquet")
    pq.write_table(
        pa.table({"line": ["+8613000000001"], "registered": [True], "public_service": [False]}),
        tmp_path / "lines.parquet",
    )
    with open_carrier(db, clock=lambda: MIDNIGHT + DAY) as carrier:
        carrier.bring("carried_line", tmp_path / "lines.parquet")
        carrier.take(tmp_path / "calls.parquet")
        done = carrier.run().done
        assert {(each.rule, each.action, each.state) for each in done} == {
            ("cn.house.ladder.registered", "warn", "proposed")
        }
        assert carrier.gate.ask("+8613000000001").answer == "carry"


def test_a_line_nobody_knows_waits_for_a_person(db, tmp_path):
    calls = [
        {
            "line": "+8613000000001",
            "recipient": f"+86131000{number:05}",
            "ts": MIDNIGHT + number * 60_000,
            "talk": 3 if number % 4 == 0 else 0,
        }
        for number in range(300)
    ]
    pq.write_table(pa.Table.from_pylist(calls), tmp_path / "calls.parquet")
    with open_carrier(db, clock=lambda: MIDNIGHT + DAY) as carrier:
        carrier.take(tmp_path / "calls.parquet")
        done = carrier.run().done
        assert done
        assert {each.state for each in done} == {"proposed"}


def test_what_if_counts_who_would_be_seen_and_who_of_them_is_registered(after):
    carrier, _ = after
    rows = carrier.what_if("cn.house.ladder.hurried", "short_share", [20, 40, 101])
    assert rows[0]["lines"] >= rows[1]["lines"] > rows[2]["lines"] == 0
    assert rows[0]["registered"] > 0
    assert rows[2] == {"limit": 101, "lines": 0, "registered": 0, "public_service": 0, "unknown": 0}
    with pytest.raises(RequestError, match="does not look at"):
        carrier.what_if("cn.house.ladder.hurried", "devices", [1])


def test_a_line_is_explained_with_its_steps_and_its_figures(after, files):
    carrier, _ = after
    _, kinds = files
    line = next(line for line, kind in kinds.items() if kind == "sim_box")
    found = carrier.explain(line)
    assert found["known"]["owner"] == "sim_box-0"
    assert {"warn", "slow"} <= {step["action"] for step in found["steps"]}
    assert found["measures"]["attempts"] > 300
    taken = [step for step in found["steps"] if step["state"] == "taken"]
    assert all("原因：" in step["notice"]["zh"] for step in taken)
    assert all(step["notice"] == {} for step in found["steps"] if step["state"] == "proposed")
    assert carrier.explain("+8613999999999")["known"] is None


def test_by_owner_counts_every_line_once(carrier, files, tmp_path):
    folder, kinds = files
    carrier.bring("carried_line", folder / "lines.parquet")
    carrier.take(folder / "records-0.parquet")
    carrier.house.gate.clock.now = MIDNIGHT + 2 * DAY
    by_line, by_owner = tmp_path / "line.parquet", tmp_path / "owner.parquet"
    carrier.measure(by_line, days=2)
    carrier.measure(by_owner, days=2, per_owner=True)
    lines = {row["line"]: row for row in pq.read_table(by_line).to_pylist()}
    owners = {row["line"]: row for row in pq.read_table(by_owner).to_pylist()}
    pool = [subscriber_token(carrier.key, line) for line, kind in kinds.items() if kind == "rotating_pool"]
    known = carrier.house.look(lambda tx: tx.row("carried_line", {"line": pool[0]})).result()
    owner = owners[known["owner_token"]]
    assert owner["attempts"] == sum(lines[line]["attempts"] for line in pool)
    assert owner["recipients"] < sum(lines[line]["recipients"] for line in pool)
    assert pool[0] not in owners


def hurried(line, day, calls=600):
    """A day's calls of a line that hurries: hardly answered, hung up on at once."""
    return [
        {"line": line, "recipient": f"+86131{day:02}{number:06}", "ts": MIDNIGHT + day * DAY + number * 60_000, "talk": 3 if number % 4 == 0 else 0}
        for number in range(calls)
    ]  # fmt: skip


def test_whoever_takes_a_second_line_does_not_begin_anew(carrier, tmp_path):
    lines = ["+8613000000001", "+8613000000002"]
    for day in range(2):
        known = {
            "line": lines[: day + 1],
            "owner": ["firm"] * (day + 1),
            "registered": [False] * (day + 1),
            "public_service": [False] * (day + 1),
        }
        pq.write_table(pa.table(known), tmp_path / f"lines-{day}.parquet")
        carrier.bring("carried_line", tmp_path / f"lines-{day}.parquet")
        pq.write_table(pa.Table.from_pylist(hurried(lines[day], day)), tmp_path / f"{day}.parquet")
        carrier.take(tmp_path / f"{day}.parquet")
        carrier.house.gate.clock.now = MIDNIGHT + (day + 1) * DAY
        steps = {each.rule: (each.action, each.of_owner) for each in carrier.run().done}
        assert steps["cn.house.ladder.owner"] == (("warn", False), ("slow", True))[day]
    assert {carrier.ask(line).answer for line in lines} == {"slow"}


def test_a_folder_may_have_any_name(tmp_path, files):
    folder, _ = files
    odd = tmp_path / "it's a carrier's"
    odd.mkdir()
    with open_carrier(odd / "carrier.db", clock=lambda: MIDNIGHT + DAY) as carrier:
        assert carrier.take(folder / "records-0.parquet").rows > 0
        assert carrier.measure(odd / "measured.csv") > 0
    assert (odd / "measured.csv").read_text().startswith("line,answer_share")


def test_lines_of_an_owner_who_is_suspended_are_known_for_a_nuisance(after):
    carrier, done = after
    step = next(each for each in done if each.state == "proposed" and each.of_owner)
    at = carrier.house.gate.clock()
    before = carrier.house.look(lambda tx: nuisances(tx, at)).result()
    carrier.decide(step.id, taken=True, by="analyst-1")
    after = carrier.house.look(lambda tx: nuisances(tx, at)).result()
    lines = carrier.house.look(lambda tx: tx.rows("carried_line", {"owner_token": step.subject}, 99)).result()
    assert before == set()
    assert after == {row["line"] for row in lines} != set()


def test_a_line_that_is_registered_meanwhile_finds_its_way_back(carrier, tmp_path):
    for day in range(16):
        known = {"line": ["+8613000000001"], "registered": [day > 0], "public_service": [False]}
        pq.write_table(pa.table(known), tmp_path / f"lines-{day}.parquet")
        carrier.bring("carried_line", tmp_path / f"lines-{day}.parquet")
        pq.write_table(pa.Table.from_pylist(hurried("+8613000000001", day, 300)), tmp_path / f"{day}.parquet")
        carrier.take(tmp_path / f"{day}.parquet")
        carrier.house.gate.clock.now = MIDNIGHT + (day + 1) * DAY
        done = [each for each in carrier.run().done if each.rule == "cn.house.ladder.hurried"]
        assert [(each.action, each.state) for each in done] == {
            0: [("warn", "taken")],
            14: [("warn", "lifted")],
        }.get(day, [])
        if day == 14:
            assert "不明" not in done[0].notice["zh"]


def test_the_same_moment_run_twice_takes_no_step_twice(after):
    carrier, done = after
    assert done
    assert carrier.run().done == []


def test_a_file_whose_taking_broke_off_is_taken_whole_the_next_time(carrier, files):
    folder, _ = files

    def breaks_off(work):
        if work.__name__ == "<lambda>" and "row" in work.__code__.co_freevars:
            raise OSError("the machine went down")
        return carrier.house.write(work)

    with pytest.raises(OSError, match="went down"):
        carrier.records.take(folder / "records-0.parquet", How(), breaks_off, MIDNIGHT)
    assert carrier.measure(days=2, at=MIDNIGHT + 2 * DAY) == 0
    taken = carrier.take(folder / "records-0.parquet")
    assert (taken.again, taken.rows > 0) == (False, True)


def test_an_indian_sender_is_barred_and_then_disconnected_whichever_line_complaints_came_by(db, tmp_path):
    clock = Clock()
    with open_carrier(db, pack="in-carrier", clock=clock) as carrier:
        lines = ["+919000000001", "+919000000002"]
        pq.write_table(
            pa.table({"line": lines, "owner": ["sender"] * 2, "registered": [False] * 2}),
            tmp_path / "lines.parquet",
        )
        carrier.bring("carried_line", tmp_path / "lines.parquet")
        told = [
            {"line": lines[number % 2], "complainant": f"+91911000000{number}", "ts": MIDNIGHT + number}
            for number in range(5)
        ]
        pq.write_table(pa.Table.from_pylist(told[:4]), tmp_path / "four.parquet")
        carrier.bring("line_complaint", tmp_path / "four.parquet")
        clock.now = MIDNIGHT + DAY
        assert carrier.run().done == []
        pq.write_table(pa.Table.from_pylist(told), tmp_path / "five.parquet")
        carrier.bring("line_complaint", tmp_path / "five.parquet")
        (done,) = carrier.run().done
        assert (done.action, done.state, done.of_owner) == ("bar_outgoing", "taken", True)
        assert {carrier.ask(line).answer for line in lines} == {"refuse"}
        clock.now = MIDNIGHT + 17 * DAY
        assert {carrier.ask(line).answer for line in lines} == {"carry"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [("line,registered\n+8613000000001,perhaps\n", "neither yes nor no"), ("line\nx\n", "line 2"), ("owner\nx\n", "no column `line`"), ("line,opened_at\n+8613000000001,soon\n", "not a moment")],
)  # fmt: skip
def test_facts_that_cannot_be_read_refuse_the_file(carrier, tmp_path, text, reason):
    path = tmp_path / "lines.csv"
    path.write_text(text)
    with pytest.raises(ListError, match=reason):
        carrier.bring("carried_line", path)
    assert carrier.house.look(lambda tx: tx.rows("carried_line", {}, 5)).result() == []
