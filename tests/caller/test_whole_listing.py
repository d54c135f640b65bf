"""A listing that comes whole is taken whole or not at all, sealed, compared with the one before, and replaced at once."""

import pytest

import ringfence
from ringfence.call.errors import LedgerError, ListError
from ringfence.evidence.verify import verify_log
from ringfence.store.log_reader import reading_log

pytestmark = pytest.mark.long

EVERY_LEDGER = True

TAKEN = "2026-03-10T00:00:00+08:00"
LATER = "2026-03-20T00:00:00+08:00"
HERS, HIS, THEIRS = "+8616191234567", "+8616191234568", "+8616191234569"
CALL = {
    "purpose": "marketing", "caller": "bank-a", "line": "+862158888888", "at": "2026-03-21T10:00:00+08:00",
    "places": [{"country": "CN", "zone": "Asia/Shanghai"}],
}  # fmt: skip


@pytest.fixture
def whole(house, tmp_path):
    """Takes rows as a whole listing into the house, which knows that nobody here has given a consent."""
    people = tmp_path / "people.csv"
    people.write_text(
        "recipient,proofs_checked_at\n" + "".join(f"{each},{TAKEN}\n" for each in (HERS, HIS, THEIRS))
    )
    house.bring("recipient", people)

    def take(*rows, header="recipient,listed_on", taken=TAKEN, **how):
        path = tmp_path / "listing.csv"
        path.write_text("\n".join([header, *rows]) + "\n")
        return house.keep_listing("national_dnc", path, taken, **how)

    return take


def counted(brought):
    return brought.added, brought.changed, brought.same, brought.gone


def copies_of(house):
    return sorted(path.name for path in house.copies.folder.iterdir())


def refuses(house, number):
    return house.would({**CALL, "recipient": number}).answer == "refuse"


def test_whoever_is_listed_is_refused_and_whoever_is_not_is_called(house, whole):
    whole(f"{HERS},2026-01-01")
    assert (refuses(house, HERS), refuses(house, HIS)) == (True, False)
    reason = house.would({**CALL, "recipient": HERS}).reasons[0]
    assert reason.facts["listed_on"] == 1767225600000
    assert reason.facts["leaf"] == 1


def test_a_newer_copy_replaces_the_one_before_at_once(house, whole):
    assert counted(whole(f"{HERS},2026-01-01", f"{THEIRS},2026-01-02")) == (2, 0, 0, 0)
    assert counted(whole(f"{HIS},", f"{THEIRS},2026-01-03", taken=LATER)) == (1, 1, 0, 1)
    assert (refuses(house, HERS), refuses(house, HIS), refuses(house, THEIRS)) == (False, True, True)


def test_a_dry_run_tells_what_would_change_and_writes_nothing(house, whole):
    whole(f"{HERS},2026-01-01")
    before = copies_of(house)
    assert counted(whole(f"{HIS},2026-01-01", dry_run=True)) == (1, 0, 0, 1)
    assert (copies_of(house), refuses(house, HIS)) == (before, False)


def test_the_same_copy_again_seals_nothing(house, whole):
    assert whole(f"{HERS},").leaf == 1
    assert whole(f"{HERS},").leaf is None
    assert whole(f"{HERS},", taken=LATER).leaf == 2


def test_of_a_number_that_stands_twice_the_last_row_counts(house, whole):
    assert counted(whole(f"{HERS},2026-01-01", f"{HERS},2026-01-02")) == (1, 0, 0, 0)
    assert counted(whole(f"{HERS},2026-01-02")) == (0, 0, 1, 0)


def test_a_number_that_is_said_not_to_be_listed_is_left_out(house, whole):
    assert counted(whole(f"{HERS},no", f"{HIS},yes", header="recipient,listed")) == (1, 0, 0, 0)
    assert (refuses(house, HERS), refuses(house, HIS)) == (False, True)


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("recipient,listed_on", "12,2026-01-01", "line 3: column `recipient`"),
        ("recipient,listed_on", f"{HIS},2026-31-01", "line 3: column `listed_on`: `2026-3…` is not a day"),
        ("recipient,listed_on", f"{HIS},1970-01-01", "line 3: column `listed_on`: a day of listing lies"),
        ("recipient,listed", f"{HIS},", "line 3: column `listed`: a whole listing says"),
        ("recipient,listing", f"{HIS},other", "line 3: column `listing`: this row is of `other`"),
        ("recipient,colour", f"{HIS},red", "`colour` is not a column"),
        ("phones,listed", f"{HIS},yes", "is not a column|needs a column of numbers"),
    ],
)
def test_a_row_that_cannot_be_taken_refuses_the_whole(house, whole, header, row, said):
    good = {"listed_on": "2026-01-01", "listed": "yes", "listing": "national_dnc"}.get(
        header.split(",")[1], ""
    )
    with pytest.raises(ListError, match=said) as caught:
        whole(f"{HERS},{good}", row, header=header)
    assert HIS not in str(caught.value)
    assert not house.copies.folder.exists()


def test_single_looks_from_before_are_superseded_and_later_ones_stand(house, whole, tmp_path):
    look = tmp_path / "look.csv"
    look.write_text(f"recipient,listing,listed,checked_at\n{HIS},national_dnc,yes,{TAKEN}\n")
    house.bring("listing_entry", look)
    whole(f"{HERS},")
    assert (refuses(house, HERS), refuses(house, HIS)) == (True, False)
    look.write_text(f"recipient,listing,listed,checked_at\n{HERS},national_dnc,no,{LATER}\n")
    house.bring("listing_entry", look)
    assert not refuses(house, HERS)


def test_only_the_copy_that_holds_and_the_one_before_it_are_kept(house, whole):
    for number in (HERS, HIS, THEIRS):
        whole(f"{number},")
    assert len(copies_of(house)) == 2


def test_an_open_house_sees_what_another_one_loaded(house, whole, ledger, tmp_path):
    whole(f"{HERS},")
    assert refuses(house, HERS)
    with ringfence.open(ledger) as other:
        other.keep_listing("national_dnc", tmp_path / "listing.csv", LATER)
        (tmp_path / "listing.csv").write_text(f"recipient\n{HIS}\n")
        other.keep_listing("national_dnc", tmp_path / "listing.csv", LATER)
    assert (refuses(house, HERS), refuses(house, HIS)) == (False, True)


def found(house):
    with reading_log(house.ledger.where) as reader:
        return [each.message for each in verify_log(reader, house.people.keyring).found]


def test_a_copy_that_was_altered_or_lost_is_named(house, whole):
    whole(f"{HERS},2026-01-01")
    assert found(house) == []
    (copy,) = house.copies.folder.iterdir()
    whole_bytes = copy.read_bytes()
    copy.write_bytes(whole_bytes[:-1] + b"\x00")
    assert "listing `national_dnc` was altered" in found(house)[0]
    copy.unlink()
    assert "listing `national_dnc` is missing" in found(house)[0]
    copy.write_bytes(whole_bytes)
    house.write(lambda tx: tx.connection.execute("UPDATE listing SET checked_at = checked_at + 1"))
    assert "listing `national_dnc` was altered" in found(house)[0]


def test_a_copy_that_is_gone_is_an_error_that_says_what_to_do(house, whole):
    whole(f"{HERS},")
    (copy,) = house.copies.folder.iterdir()
    copy.unlink()
    with pytest.raises(LedgerError, match="restore it, or load the listing anew"):
        house.would({**CALL, "recipient": HERS})
