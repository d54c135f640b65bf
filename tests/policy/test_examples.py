"""The example format, which is a promise: every key, every shortcut, and what is unknown."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from ringfence.call.errors import PackError
from ringfence.call.moments import HOUR, MINUTE, day_number, moment
from ringfence.policy.examples import Example, expectation_failures, read_examples
from ringfence.policy.read import read_pack
from ringfence.policy.world import Judgement, Listed, Proof, Spoken

PACK = read_pack("thread")
PROMISE = Path(__file__).parent / "promise.yaml"
HEAD, ISSUE = PROMISE.read_text(encoding="utf-8").split("---\n")
HEAD += "---\n"


@pytest.fixture
def read(tmp_path):
    """Read one example, written after the head of the promise, from its facts alone."""

    def read_one(facts: str, head: str = HEAD, at: str = "2026-03-10T15:00:00+08:00") -> Example:
        file = tmp_path / "one.yaml"
        body = f"- name: one\n  at: {at}\n  answer: permit\n" + "".join(
            f"  {line}\n" for line in facts.splitlines()
        )
        file.write_text(head + body, encoding="utf-8")
        (example,) = read_examples(file, PACK)
        return example

    return read_one


@pytest.fixture
def faults(read):
    """The faults of one example, told without their file."""

    def faults_of(facts: str, **kw) -> list[str]:
        with pytest.raises(PackError) as told:
            read(facts, **kw)
        return [
            f"{fault.message} ({fault.hint})" if fault.hint else fault.message for fault in told.value.faults
        ]

    return faults_of


def test_the_example_of_the_promise_is_read_word_for_word():
    (example,) = read_examples(PROMISE, PACK)
    world = example.world
    assert example.name == "a fourth talk on the same day is put off to the next morning"
    assert (example.file, example.line) == (PROMISE.as_posix(), 7)
    assert world.at == moment("2026-03-10T15:00:00+08:00")
    assert (world.call.purpose, world.call.caller, world.call.account) == ("collection", "bank-a", "card-1")
    assert [past.at for past in world.history] == [
        moment(f"2026-03-10T{hour}:00:00+08:00") for hour in ("09", "11", "13")
    ]
    assert {past.words["account"] for past in world.history} == {"card-1"}
    assert {past.words["speaker"] for past in world.history} == {"ai"}
    assert world.stops == ()
    assert world.listings == {
        "national_dnc": Listed(
            listed=True,
            listed_on=day_number(date(2026, 1, 1)),
            checked_at=moment("2026-03-01T00:00:00+08:00"),
        )
    }
    assert world.line_facts == {"home": "Shanghai", "located": "Shanghai", "arrears": False}
    assert world.filings == ()
    assert world.recipient_facts == {"settled": False}
    assert world.proofs is not None
    assert [(proof.need, proof.words["purpose"], proof.words["caller"]) for proof in world.proofs] == [
        ("consent", "marketing", None)
    ]
    assert example.answer == "defer"
    assert example.retry_at == moment("2026-03-11T08:00:00+08:00")
    assert example.rules == ("cn.gbt45251.talk3",)
    assert example.rules_include is None


def test_call_is_merged_over_the_background_word_by_word(read):
    call = read("call: {purpose: service, account: card-2}").world.call
    assert (call.purpose, call.account, call.caller, call.trade) == (
        "service",
        "card-2",
        "bank-a",
        "credit_card",
    )


def test_every_other_key_replaces_the_background(read):
    assert read("proof: []").world.proofs == ()
    assert len(read("").world.proofs) == 1


def test_unknown_is_a_value_that_overrides_the_background(read):
    world = read("call: {purpose: unknown, places: unknown}\nproof: unknown").world
    assert (world.call.purpose, world.call.places, world.proofs) == (None, None, None)


def test_what_nobody_gave_is_unknown_save_history_and_stops(read):
    world = read("", head='pack: thread\nbackground: {call: {recipient: "+8613000000000"}}\n---\n').world
    assert (world.history, world.stops, world.proofs) == ((), (), None)
    assert (world.listings, world.line_facts, world.recipient_facts, world.hours) == ({}, {}, {}, None)
    assert (world.call.purpose, world.call.places, world.call.caller) == (None, None, None)


def test_a_past_call_is_as_the_call_in_what_it_leaves_out(read):
    past_call = "{at: 2026-03-10T09:00:00+08:00, line: unknown, purpose: service}"
    facts = f"call: {{account: card-1, asked_for: true}}\nhistory: [{past_call}]"
    (past,) = read(facts).world.history
    assert (past.words["account"], past.words["line"], past.words["purpose"]) == ("card-1", None, "service")
    assert (past.outcome, past.direction, past.expires_at, past.asked_for) == (None, "outbound", None, True)
    assert past.recipient == "+8613000000000"


def test_many_past_calls_are_written_as_one(read):
    many = "{at: 2026-03-10T09:00:00+08:00, times: 250, every: 1 min}"
    facts = f"history: [{many}, {{at: 2026-03-10T08:00:00+08:00}}]"
    history = read(facts).world.history
    assert len(history) == len({past.id for past in history}) == 251
    assert history[249].at == moment("2026-03-10T09:00:00+08:00") + 249 * MINUTE


def test_a_stop_is_as_the_call_in_what_it_leaves_out(read):
    one = "{trigger: opt_out, at: 2026-03-01T00:00:00Z}"
    other = "{trigger: sip_607, said_at: 2026-03-02T00:00:00Z, ends_at: 2026-04-01T00:00:00Z, caller: bank-b}"
    first, second = read(f"stops: [{one}, {other}]").world.stops
    assert (first.words["caller"], first.said_at, first.ends_at) == (
        "bank-a",
        moment("2026-03-01T00:00:00Z"),
        None,
    )
    assert (second.words["caller"], second.ends_at) == ("bank-b", moment("2026-04-01T00:00:00Z"))


def test_a_proof_takes_nothing_from_the_call(read):
    agreed = "need: agreement, subject: contact_times, caller: any"
    (proof,) = read(f"proofs: [{{{agreed}, hours: {{from: 20:00, to: 24:00}}}}]").world.proofs
    words = {word: what for word, what in proof.words.items() if what is not None}
    assert words == {"subject": "contact_times", "caller": "any"}
    assert proof == Proof(need="agreement", words=proof.words, hours_from=20 * HOUR, hours_to=24 * HOUR)
    assert read(f"proof: [{{{agreed}, hours_from: '20:00', hours_to: '24:00'}}]").world.proofs == (proof,)


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("{listed_on: 2026-01-01, checked_at: 2026-03-01T00:00:00Z}", True),
        ("{listed_on: null, checked_at: 2026-03-01T00:00:00Z}", False),
        ("{listed: true, checked_at: 2026-03-01T00:00:00Z}", True),
        ("{listed: false, checked_at: 2026-03-01T00:00:00Z}", False),
        ("{listed_on: unknown, checked_at: 2026-03-01T00:00:00Z}", None),
        ("{checked_at: 2026-03-01T00:00:00Z}", None),
        ("{listed_on: null}", None),
    ],
)
def test_what_a_look_found_is_told_from_its_day(read, written, listed):
    world = read(f"listings: {{national_dnc: {written}}}\nline_listings: {{dno: {written}}}").world
    assert world.listings["national_dnc"].listed is listed
    assert world.line_listings["dno"] == world.listings["national_dnc"]


def test_a_list_of_which_nothing_is_known_is_not_there(read):
    assert read("listings: {national_dnc: unknown}").world.listings == {}


def test_her_own_hours_are_apart_from_the_facts_of_a_recipient(read):
    world = read("recipient: {settled: unknown, hours: {from: 09:00, to: 20:00}}").world
    assert (world.hours, world.recipient_facts) == ((9 * HOUR, 20 * HOUR), {"settled": None})
    assert read("recipient: {hours: unknown}").world.hours is None


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-10T15:00:00+08:00",
        '"2026-03-10T15:00:00+08:00"',
        "2026-03-10 15:00:00 +8",
        "2026-03-10 15:00:00 +08:00",
        "2026-03-10T07:00:00Z",
        "2026-03-10T15:00:00.000+0800",
        "2026-03-09T23:00:00-08:00",
    ],
)
def test_a_moment_keeps_the_zone_it_was_written_with(read, written):
    assert read("", at=written).world.at == 1773126000000


@pytest.mark.parametrize("written", ["2026-03-10T15:00:00", "2026-03-10", "2026-03-10 15:00"])
def test_a_clock_without_a_zone_is_an_error(faults, written):
    (fault,) = faults("", at=written)
    assert fault == f"`{written}` names no zone (add one, as in 2026-03-10T15:00:00+08:00)"


def test_a_moment_that_is_none_is_an_error(faults):
    assert faults("", at="noon") == ["`noon` is not a moment (write it like 2026-03-10T15:00:00+08:00)"]


def test_no_retry_is_something_else_than_an_unsaid_retry(read):
    assert read("").retry_at is msgspec.UNSET
    assert read("retry_at: null").retry_at is None


def test_everything_wrong_with_an_example_is_told_at_once(faults):
    told = faults(
        "histroy: []\ncall: {purpose: marketting}\nrules: [cn.gbt45251.talk4]\nstops: [{trigger: opt_out}]"
    )
    words = "marketing, service, reminder, fraud_alert, collection, survey, callback, emergency"
    assert told == [
        f"`marketting` is no word for `purpose` (did you mean `marketing`? allowed: {words})",
        "give the moment the stop was said, as `at`",
        "unknown key `histroy` (did you mean `history`?)",
        "`cn.gbt45251.talk4` is no rule of the pack (did you mean `cn.gbt45251.talk3`?)",
    ]


def test_a_fault_of_the_background_is_told_once(tmp_path):
    file = tmp_path / "two.yaml"
    file.write_text(
        HEAD.replace("speaker: human", "speaker: robot") + ISSUE + ISSUE.replace("a fourth", "one")
    )
    with pytest.raises(PackError) as told:
        read_examples(file, PACK)
    assert [(fault.line, fault.message) for fault in told.value.faults] == [
        (3, "`robot` is no word for `speaker`")
    ]


def test_examples_of_another_pack_are_not_this_packs(faults):
    (fault,) = faults("", head=HEAD.replace("pack: thread", "pack: tread"))
    assert fault == "these are examples of `tread`, not of `thread`"


def test_without_a_pack_neither_names_nor_rules_are_looked_up(tmp_path):
    file = tmp_path / "one.yaml"
    file.write_text(HEAD.replace("pack: thread", "pack: other") + ISSUE.replace("talk3", "talk9"))
    assert [example.rules for example in read_examples(file)] == [("cn.gbt45251.talk9",)]


def test_a_folder_is_read_with_all_below_it_each_file_with_its_own_background(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.yaml").write_text(HEAD + ISSUE)
    (tmp_path / "deep/b.yaml").write_text(HEAD.replace("bank-a", "bank-b") + ISSUE)
    assert [example.world.call.caller for example in read_examples(tmp_path, PACK)] == ["bank-a", "bank-b"]


def test_a_folder_without_examples_is_an_error(tmp_path):
    with pytest.raises(PackError, match="holds no examples"):
        read_examples(tmp_path)
    with pytest.raises(PackError, match="there is no such file"):
        read_examples(tmp_path / "nowhere")


def judged(answer: str, *spoken: tuple[str, str], retry_at: int | None = None) -> Judgement:
    said = tuple(Spoken(rule=rule, effect=effect, unknown=False, until=None) for rule, effect in spoken)
    return Judgement(answer=answer, spoken=said, retry_at=retry_at)


def test_a_right_judgement_has_no_failures(read):
    example = read("rules: [cn.gbt45251.talk3]\nretry_at: 2026-03-11T08:00:00+08:00")
    right = judged(
        "permit", ("cn.gbt45251.talk3", "defer"), ("us.dnc.national", "warn"), retry_at=example.retry_at
    )
    assert expectation_failures(example, right) == []


def test_a_wrong_judgement_is_told_as_expected_and_got(read):
    example = read("rules: [cn.gbt45251.talk3]\nretry_at: 2026-03-11T08:00:00+08:00")
    wrong = judged("refuse", ("us.dnc.national", "refuse"))
    assert expectation_failures(example, wrong) == [
        "answer: expected permit, got refuse",
        "retry_at: expected 2026-03-11T08:00:00+08:00, got none",
        "rules: expected cn.gbt45251.talk3, got us.dnc.national",
    ]


def test_a_moment_one_millisecond_off_is_wrong(read):
    example = read("retry_at: 2026-03-11T08:00:00+08:00")
    failures = expectation_failures(
        example, judged("permit", retry_at=moment("2026-03-11T08:00:00.001+08:00"))
    )
    assert failures == ["retry_at: expected 2026-03-11T08:00:00+08:00, got 2026-03-11T08:00:00.001+08:00"]


def test_rules_include_asks_only_for_some(read):
    example = read("rules_include: [us.dnc.national]")
    both = judged("permit", ("us.dnc.national", "defer"), ("cn.gbt45251.talk3", "defer"))
    assert expectation_failures(example, both) == []
    assert expectation_failures(example, judged("permit")) == [
        "rules: expected us.dnc.national among them, got none"
    ]
