"""A dossier says what the evidence shows, is the same bytes each time before it is signed, and leaves nothing behind."""

import datetime as dt
import io
import json
import re

import pdfplumber
import pytest

import ringfence
from ringfence.call.errors import EvidenceError
from ringfence.doors.my.reading import dated
from ringfence.doors.my.taking import take
from ringfence.redress.dossier.bundle import Attached, vcon
from ringfence.redress.dossier.contents import dossier
from ringfence.redress.dossier.make import make_dossier
from ringfence.redress.dossier.typeset import typeset
from ringfence.redress.happened import happened
from ringfence.redress.papers.letters import LETTERS, letter
from ringfence.redress.papers.telling import Telling
from ringfence.redress.sealed import read_receipts
from ringfence_verify.main import verify
from tests.made_evidence import HERS

pytestmark = pytest.mark.long

DAY = dt.datetime(2026, 11, 25, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def what(case, pack):
    return [happened(case, caller, pack) for caller in case.callers]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_case_is_the_same_pdf_before_it_is_signed(confirmed, pack, language):
    case = confirmed.case()
    made = [
        typeset(dossier(case, pack, what(case, pack), (), language), language, DAY, "AB CD") for _ in range(2)
    ]
    assert made[0] == made[1]
    assert b"pdfaid" in made[0]


def test_the_same_case_is_the_same_bundle_before_it_is_signed(confirmed, pack):
    case = confirmed.case()
    attached = [Attached("a.pdf", "dossier", "application/pdf", b"\0" * 64)]
    made = [vcon(case, what(case, pack), attached, DAY, "x") for _ in range(2)]
    assert made[0] == made[1]
    told = json.loads(made[0])
    assert (told["vcon"], told["parties"][0]["tel"]) == ("0.4.0", HERS)
    assert len(told["analysis"][0]["body"]["contacts"]) == len(what(case, pack)[0].contacts)


def test_every_call_stands_in_the_annex_with_the_evidence_it_stands_in(confirmed, pack):
    case = confirmed.case()
    shown = dossier(case, pack, what(case, pack), (), "zh").text()
    for each in what(case, pack):
        for nth, contact in enumerate(each.contacts, 1):
            assert re.search(
                rf"序号: {nth}\*?; 时间: {Telling(case, 'zh').moment(contact.contact.at)}", shown
            )
    assert "见证据: 证据 1 第" in shown


def test_what_is_not_known_is_not_said(confirmed, pack):
    case = confirmed.case()
    shown = dossier(case, pack, what(case, pack), (), "zh").text()
    assert "证据 3" in shown  # the refusal that stands in her messages
    assert "（本人陈述）" in shown  # the one that is only her word
    assert "应由对方举证" in shown
    assert "不是法律意见" in shown


@pytest.mark.parametrize("whom", LETTERS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_letter_names_the_caller_the_counts_and_what_is_asked(confirmed, pack, whom, language):
    case = confirmed.case()
    first = what(case, pack)[0]
    shown = letter(whom, first, Telling(case, language)).text()
    assert str(len(first.contacts)) in shown
    assert "某信用卡中心" in shown or whom == "platform"
    assert "{" not in shown


def test_a_dossier_is_made_whole_and_checked_by_the_verifier_that_stands_apart(confirmed, pack):
    made = make_dossier(confirmed, pack, "zh", DAY)
    assert {path.name for path in made.path.iterdir()} == {
        "dossier.pdf",
        "dossier.vcon.json",
        "VERIFY.txt",
        "evidence",
    }
    found = verify(made.path, made.fingerprint)
    assert (found.wrong, found.fingerprint) == ([], made.fingerprint)
    with pdfplumber.open(io.BytesIO((made.path / "dossier.pdf").read_bytes())) as pdf:
        words = pdf.pages[0].extract_text()
    assert "骚扰电话维权卷宗" in words
    assert made.fingerprint.split()[0] in words


def test_a_dossier_of_evidence_that_was_altered_is_not_made(confirmed, pack):
    kept = confirmed.case().files[0]
    path = confirmed.file(kept.digest)
    path.chmod(0o600)
    path.write_bytes(b"another")
    with pytest.raises(EvidenceError, match=f"`{kept.name}` is altered"):
        make_dossier(confirmed, pack, "zh", DAY)
    assert list(confirmed.dossiers.iterdir()) == []


def test_a_dossier_needs_somebody_it_is_about(brought, pack):
    with pytest.raises(EvidenceError, match="say first who called"):
        make_dossier(brought, pack, "zh", DAY)


def test_a_dossier_is_dated_noon_of_the_day_on_her_clock(confirmed):
    assert dated(confirmed.case(), "2026-11-25") == DAY


@pytest.fixture
def receipts(tmp_path):
    """What a caller's own log says of her: a stop, and a call that was let through after it."""
    from ringfence.evidence.keyring import Keyring
    from ringfence.evidence.receipts import receipts_of
    from ringfence.store.log_reader import reading_log

    path = tmp_path / "bank.db"
    call = {
        "recipient": HERS,
        "line": "95588",
        "caller": "bank-a",
        "purpose": "service",
        "places": [{"country": "CN", "zone": "Asia/Shanghai"}],
    }
    with ringfence.open(path) as house:
        house.ask({**call, "id": "one", "at": "2026-08-01T10:00:00+08:00"})
        house.tell("one", outcome="conversation", said="opt_out", at="2026-08-01T10:01:00+08:00")
        house.ask(
            {**call, "recipient": "+8616190000001", "id": "hers-not", "at": "2026-08-01T11:00:00+08:00"}
        )
    with ringfence.open(path) as house:
        house.ask({**call, "id": "two", "at": "2026-08-02T10:00:00+08:00"})
    with reading_log(path) as reader:
        return receipts_of(reader, Keyring.read(path.with_name("bank.db.keys")), HERS)


def test_receipts_prove_a_call_that_was_let_through_after_a_stop(receipts):
    sealed = read_receipts(receipts)
    assert [leaf.kind for leaf in sealed.leaves] == ["answer", "outcome", "stop", "answer"]
    assert (sealed.heads, sealed.proofs) == (2, 1)
    ((stop, call),) = sealed.after_stop
    assert (stop.said, call.purpose, call.index > stop.index) == ("opt_out", "service", True)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('\\"said\\":\\"opt_out\\"', '\\"said\\":\\"opt_uot\\"', "does not stand in the signed log"),
        ('"number": "+8616191239999"', '"number": "+8616191239998"', "is not about this number"),
        ('"old": ', '"old": 1', "whole receipts|does not continue"),
        ("receipts 1", "receipts 2", "no receipts"),
    ],
)
def test_receipts_that_were_altered_do_not_hold(receipts, old, new, why):
    assert old in receipts.decode()
    with pytest.raises(EvidenceError, match=why):
        read_receipts(receipts.decode().replace(old, new, 1).encode())


def test_receipts_stand_in_the_dossier_and_are_checked_by_the_verifier(confirmed, pack, receipts):
    taken = take(confirmed, "回执.json", [receipts])
    assert taken.kept.kind == "receipt"
    made = make_dossier(confirmed, pack, "zh", DAY)
    found = verify(made.path)
    assert found.clean
    assert any(
        "after the stop of leaf 2 (opt_out), leaf 4 let a call through" in words for words in found.held
    )
    with pdfplumber.open(made.path / "dossier.pdf") as pdf:
        assert any("呼叫方自己的存证" in (page.extract_text() or "") for page in pdf.pages)


def test_receipts_that_do_not_hold_are_kept_and_said(confirmed, receipts):
    taken = take(confirmed, "回执.json", [receipts.replace(b"opt_out", b"opt_uot")])
    assert taken.kept.kind == "document"
    assert "does not stand in the signed log" in taken.kept.note
