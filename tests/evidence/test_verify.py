"""Whatever is done to a ledger by hand, its verification names the row."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ringfence
from ringfence.evidence.keyring import Keyring
from ringfence.evidence.leaf import canonical, facts_of, leaf_hash
from ringfence.evidence.verify import verify_log
from ringfence.store.log_reader import reading_log

pytestmark = pytest.mark.long

ASKED = 600
TOLD = range(10)
STOPPED = range(5, 12)
CALL = {"purpose": "service", "channel": "voice", "caller": "bank-a", "line": "+8621111111"}


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """A ledger of some six hundred leaves: two tiles and a tail, calls told and stops said."""
    db = tmp_path_factory.mktemp("sealed") / "ledger.db"
    with ringfence.open(db) as house:
        calls = [
            {
                **CALL,
                "recipient": f"+86130000{row % 40:05}",
                "line": f"+86211111{row % 4:03}",
                "id": f"call-{row}",
            }
            for row in range(ASKED)
        ]
        house.ask_all(calls[:300])
        house.gatherer.forget()
        house.write(lambda tx: house.gatherer.gather(tx, 1))
        house.ask_all(calls[300:])
        for row in TOLD:
            house.tell(f"call-{row}", outcome="unanswered")
            house.tell(f"call-{row}", outcome="connect")
        for row in STOPPED:
            house.tell(f"call-{row}", said="opt_out")
        house.tell("call-11", said="complaint")
    return db


@pytest.fixture(scope="module")
def copy(sealed, tmp_path_factory):
    """A copy to be altered."""
    return shutil.copy(sealed, tmp_path_factory.mktemp("copy") / "ledger.db")


@pytest.fixture
def tamper(sealed, copy):
    """Does something to a fresh copy and gives what is then found."""

    def tampered(*statements):
        shutil.copy(sealed, copy)
        return altered(sealed, copy, *statements)

    return tampered


def altered(sealed, copy, *statements):
    with closing(sqlite3.connect(copy)) as db, db:
        for statement in statements:
            db.execute(*([statement] if isinstance(statement, str) else statement))
    with reading_log(copy) as reader:
        return verify_log(reader, Keyring.read(f"{sealed}.keys")).found


def named(found):
    return [(each.relation, each.name, each.done) for each in found]


def ask(sealed, question, *values):
    with closing(sqlite3.connect(sealed)) as db:
        return db.execute(question, values).fetchall()


def rewritten(sealed, seq, old=b'"permit"', new=b'"refuse"'):
    """The statement that alters a leaf's body and its hash together."""
    ((body,),) = ask(sealed, "SELECT body FROM leaf WHERE seq = ?", seq)
    assert old in body
    body = body.replace(old, new)
    return "UPDATE leaf SET body = ?, hash = ? WHERE seq = ?", (body, leaf_hash(body), seq)


SWAP = (
    "UPDATE leaf SET seq = -1 - seq WHERE seq IN ({0}, {1})",
    "UPDATE leaf SET seq = {1} WHERE seq = -1 - {0}",
    "UPDATE leaf SET seq = {0} WHERE seq = -1 - {1}",
)


def swap(one, other):
    return [statement.format(one, other) for statement in SWAP]


# ---- what is whole


def test_a_ledger_that_nobody_touched_is_clean(tamper):
    assert tamper() == []


def test_how_much_was_looked_at_is_told(sealed):
    with reading_log(sealed) as reader:
        findings = verify_log(reader, Keyring.read(f"{sealed}.keys"))
    assert findings.clean
    assert findings.leaves == findings.covered == ASKED + 2 * len(TOLD) + len(STOPPED) + 1
    assert findings.heads == 2


def test_a_ledger_that_is_being_written_is_read_as_it_stood(db):
    with ringfence.open(db) as house:
        house.ask({**CALL, "recipient": "+8613000000000"})
        with reading_log(db) as reader:
            assert reader.leaf_count() == 1
            house.ask({**CALL, "recipient": "+8613000000001"})
            findings = verify_log(reader, house.people.keyring)
    assert findings.clean
    assert findings.leaves == 1


def test_brought_history_needs_no_leaf_of_its_own(db):
    with ringfence.open(db) as house:
        token = house.people.token("+8613000000000")
        row = {"recipient": token, "ts": 1, "id": "old", "day": 0, "direction": "outbound"}
        house.write(lambda tx: tx.bring("call", [row]))
        with reading_log(db) as reader:
            assert verify_log(reader, house.people.keyring).clean


# ---- leaves


def test_a_body_that_was_altered_is_named(tamper):
    found = tamper("UPDATE leaf SET body = replace(body, 'permit', 'refuse') WHERE seq = 30")
    assert named(found) == [("leaf", "30", "altered")]


@pytest.mark.parametrize("seq", [30, 299, 590])
def test_a_hash_that_was_altered_is_named_and_its_block_is_not_blamed(tamper, seq):
    assert named(tamper(f"UPDATE leaf SET hash = zeroblob(32) WHERE seq = {seq}")) == [
        ("leaf", str(seq), "altered")
    ]


@pytest.mark.parametrize(
    "change", ["kind = 'confirm'", "at = at + 1", "call_id = 'call-1'", "call_id = NULL"]
)
def test_a_column_that_tells_another_thing_than_the_body_is_named(tamper, change):
    assert ("leaf", "30", "altered") in named(tamper(f"UPDATE leaf SET {change} WHERE seq = 30"))


def test_an_answer_that_was_made_to_be_about_somebody_else_is_named(tamper):
    other = "(SELECT recipient FROM leaf WHERE seq = 31)"
    assert ("leaf", "30", "altered") in named(tamper(f"UPDATE leaf SET recipient = {other} WHERE seq = 30"))
    assert ("leaf", "30", "altered") in named(tamper("UPDATE leaf SET recipient = NULL WHERE seq = 30"))


def test_every_one_of_several_altered_leaves_is_named(tamper):
    found = tamper("UPDATE leaf SET hash = zeroblob(32) WHERE seq % 100 = 7")
    assert named(found) == [("leaf", str(seq), "altered") for seq in range(7, ASKED + 28, 100)]


def test_dropped_leaves_are_named_by_their_numbers(tamper):
    found = named(tamper("DELETE FROM leaf WHERE seq IN (3, 300, 301)"))
    assert ("leaf", "3", "dropped") in found
    assert ("leaf", "300..301", "dropped") in found


def test_leaves_dropped_from_the_end_are_missed_by_the_tree_head(tamper):
    last = ASKED + 2 * len(TOLD) + len(STOPPED)
    assert ("leaf", f"{last - 1}..{last}", "dropped") in named(
        tamper(f"DELETE FROM leaf WHERE seq > {last - 2}")
    )


def test_leaves_dropped_from_the_end_with_their_head_are_missed_by_the_rows_they_sealed(tamper):
    last = ASKED + 2 * len(TOLD) + len(STOPPED)
    found = named(tamper(f"DELETE FROM leaf WHERE seq = {last}", "DELETE FROM tree_head WHERE size > 300"))
    assert ("stop", f"stop-{last}", "added") in found


@pytest.mark.parametrize(("one", "other"), [(30, 31), (0, 255), (10, 400), (626, 627), (3, 627)])
def test_two_leaves_that_were_swapped_are_both_named_and_nothing_else(tamper, one, other):
    found = named(tamper(*swap(one, other)))
    assert found == [("leaf", str(one), "moved"), ("leaf", str(other), "moved")]


def test_a_leaf_that_was_copied_over_another_is_named_with_the_one_that_is_gone(tamper):
    found = tamper("UPDATE leaf SET (body, hash) = (SELECT body, hash FROM leaf WHERE seq = 9) WHERE seq = 8")
    assert ("leaf", "8", "moved") in named(found)
    assert ("leaf", "8", "dropped") in named(found)


def test_a_leaf_rewritten_with_its_hash_is_narrowed_to_its_block(tamper, sealed):
    found = tamper(rewritten(sealed, 30))
    assert ("leaf", "0..255", "altered") in named(found)


def test_heads_inside_a_block_narrow_it_further(tamper, sealed):
    assert ("leaf", "300..511", "altered") in named(tamper(rewritten(sealed, 400)))
    assert ("leaf", "256..299", "altered") in named(tamper(rewritten(sealed, 270)))


def test_a_leaf_rewritten_with_its_hash_after_the_last_tile_is_narrowed_to_what_follows_it(tamper, sealed):
    assert ("leaf", "512..627", "altered") in named(tamper(rewritten(sealed, 590)))


def test_a_leaf_rewritten_with_its_hash_and_its_tile_is_found_by_the_signed_heads(tamper, sealed):
    from ringfence.evidence.tree import root

    statement = rewritten(sealed, 30)
    hashes = [row[0] for row in ask(sealed, "SELECT hash FROM leaf WHERE seq < 256 ORDER BY seq")]
    hashes[30] = statement[1][1]
    found = tamper(statement, ("UPDATE tile SET hash = ? WHERE level = 1 AND place = 0", (root(hashes),)))
    assert any(each.relation == "leaf" and "`0` to `255`" in each.message for each in found)


def test_a_body_in_another_form_was_not_sealed_here(tamper, sealed):
    assert ("leaf", "30", "altered") in named(tamper(rewritten(sealed, 30, b'"answer":', b'"answer" :')))


# ---- tiles and heads


def test_an_altered_tile_is_named_and_its_leaves_are_not_blamed(tamper):
    assert named(tamper("UPDATE tile SET hash = zeroblob(32) WHERE place = 1")) == [
        ("tile", "1/1", "altered")
    ]
    both = named(tamper("UPDATE tile SET hash = zeroblob(32)"))
    assert both == [("tile", "1/0", "altered"), ("tile", "1/1", "altered")]


def test_one_altered_tile_and_one_rewritten_leaf_are_told_apart(tamper, sealed):
    found = named(tamper(rewritten(sealed, 30), "UPDATE tile SET hash = zeroblob(32) WHERE place = 1"))
    assert ("leaf", "0..255", "altered") in found
    assert ("tile", "1/1", "altered") in found


def test_a_dropped_tile_is_named(tamper):
    assert named(tamper("DELETE FROM tile WHERE place = 0")) == [("tile", "1/0", "dropped")]


@pytest.mark.parametrize(
    "change", ["root = zeroblob(32)", "at = at + 1", "key_id = 'x'", "signature = zeroblob(9)"]
)
def test_an_altered_tree_head_is_named(tamper, change):
    assert ("tree_head", "300", "altered") in named(tamper(f"UPDATE tree_head SET {change} WHERE size = 300"))


def test_a_tree_head_that_was_dropped_is_missed_by_its_tiles(tamper):
    assert named(tamper("DELETE FROM tree_head WHERE size > 300")) == [
        ("tree_head", "512 or later", "dropped")
    ]


def test_a_head_that_signs_another_log_is_a_fork(tamper, sealed):
    from ringfence.evidence.head import sign_head

    head = sign_head(Keyring.read(f"{sealed}.keys").current.signing_key, 512, bytes(32), 5)
    row = (head.size, head.root, head.at, head.key_id, head.signature)
    assert ("tree_head", "512", "altered") in named(
        tamper(("INSERT INTO tree_head VALUES (?, ?, ?, ?, ?)", row))
    )


# ---- the rows that leaves seal


def test_a_dropped_call_is_named(tamper):
    assert named(tamper("DELETE FROM call WHERE id = 'call-100'")) == [("call", "call-100", "dropped")]
    assert named(tamper("DELETE FROM call WHERE id = 'call-3'")) == [("call", "call-3", "dropped")]


@pytest.mark.parametrize(
    "change",
    ["purpose = 'marketing'", "line = NULL", "warm = 1", "expires_at = NULL", "outcome = 'failed'",
     "leaf = NULL", "leaf = 7", "direction = 'inbound'", "day = 0"],
)  # fmt: skip
def test_a_call_that_was_altered_is_named(tamper, change):
    assert ("call", "call-100", "altered") in named(tamper(f"UPDATE call SET {change} WHERE id = 'call-100'"))


def test_a_call_that_was_moved_to_another_moment_is_dropped_here_and_added_there(tamper):
    found = named(tamper("UPDATE call SET ts = ts - 86400000 WHERE id = 'call-100'"))
    assert found == [("call", "call-100", "dropped"), ("call", "call-100", "added")]


def test_an_outcome_told_later_is_the_one_that_counts(tamper):
    assert ("call", "call-3", "altered") in named(
        tamper("UPDATE call SET outcome = 'unanswered' WHERE id = 'call-3'")
    )


def test_a_dropped_stop_is_named(tamper, sealed):
    ((name,),) = ask(sealed, "SELECT id FROM stop ORDER BY id LIMIT 1")
    assert named(tamper(f"DELETE FROM stop WHERE id = '{name}'")) == [("stop", name, "dropped")]


@pytest.mark.parametrize(
    "change", ["trigger = 'complaint'", "caller = 'bank-b'", "ends_at = 1", "leaf = NULL"]
)
def test_a_stop_that_was_altered_is_named(tamper, sealed, change):
    ((name,),) = ask(sealed, "SELECT id FROM stop ORDER BY id LIMIT 1")
    assert ("stop", name, "altered") in named(tamper(f"UPDATE stop SET {change} WHERE id = '{name}'"))


@pytest.mark.parametrize("leaf", [3, 100, 5000])
def test_a_call_and_a_stop_that_nothing_sealed_are_named(tamper, leaf):
    made = "INSERT INTO {0} (recipient, {1}, id, {2}, leaf) SELECT recipient, 5, 'made', {3}, {4}"
    made += " FROM leaf WHERE seq = 3"
    call = made.format("call", "ts", "day, direction", "0, 'outbound'", leaf)
    stop = made.format("stop", "said_at", '"trigger"', "'opt_out'", leaf)
    assert named(tamper(call)) == [("call", "made", "added")]
    assert named(tamper(stop)) == [("stop", "made", "added")]


def test_a_person_who_is_gone_from_the_vault_is_named(tamper, sealed):
    ((token,),) = ask(sealed, "SELECT hex(recipient) FROM leaf WHERE seq = 3")
    found = named(tamper(f"DELETE FROM vault WHERE recipient = x'{token}'"))
    assert found == [("vault", token.lower(), "dropped")]
    found = named(tamper(f"UPDATE vault SET sealed = zeroblob(44) WHERE recipient = x'{token}'"))
    assert found == [("vault", token.lower(), "altered")]


# ---- anything at all

LEAVES = ASKED + 2 * len(TOLD) + len(STOPPED) + 1
ANY_LEAF = st.integers(0, LEAVES - 1)
many = settings(max_examples=20)


def names_leaf(found, seq):
    return any(each.relation == "leaf" and each.name == str(seq) for each in found)


@many
@given(
    seq=ANY_LEAF,
    column=st.sampled_from(["body", "hash"]),
    place=st.integers(0, 10_000),
    flip=st.integers(1, 255),
)
def test_any_byte_that_was_altered_in_any_leaf_is_found_and_named(sealed, copy, seq, column, place, flip):
    shutil.copy(sealed, copy)
    ((value,),) = ask(sealed, f"SELECT {column} FROM leaf WHERE seq = ?", seq)
    changed = bytearray(value)
    changed[place % len(value)] ^= flip
    statement = (f"UPDATE leaf SET {column} = ? WHERE seq = ?", (bytes(changed), seq))
    assert names_leaf(altered(sealed, copy, statement), seq)


@many
@given(seq=ANY_LEAF)
def test_any_leaf_that_was_dropped_is_found_and_named(sealed, copy, seq):
    shutil.copy(sealed, copy)
    assert ("leaf", str(seq), "dropped") in named(
        altered(sealed, copy, f"DELETE FROM leaf WHERE seq = {seq}")
    )


@many
@given(st.lists(ANY_LEAF, min_size=2, max_size=2, unique=True))
def test_any_two_leaves_that_were_swapped_are_found_and_named(sealed, copy, pair):
    shutil.copy(sealed, copy)
    found = altered(sealed, copy, *swap(*pair))
    assert {each.name for each in found} == {str(seq) for seq in pair}


@many
@given(seq=ANY_LEAF)
def test_any_leaf_rewritten_with_its_hash_is_found_in_its_stretch(sealed, copy, seq):
    shutil.copy(sealed, copy)
    ((body,),) = ask(sealed, "SELECT body FROM leaf WHERE seq = ?", seq)
    body = canonical({**facts_of(body), "made": True})
    found = altered(
        sealed, copy, ("UPDATE leaf SET body = ?, hash = ? WHERE seq = ?", (body, leaf_hash(body), seq))
    )
    stretches = [each.name.split("..") for each in found if each.relation == "leaf"]
    assert any(int(first) <= seq <= int(last) for first, last in stretches)


@many
@given(data=st.data())
def test_any_call_or_stop_that_was_dropped_or_altered_is_found_and_named(sealed, copy, data):
    shutil.copy(sealed, copy)
    relation = data.draw(st.sampled_from(["call", "stop"]))
    names = [name for (name,) in ask(sealed, f"SELECT id FROM {relation} ORDER BY id")]
    name = data.draw(st.sampled_from(names))
    word = data.draw(st.sampled_from(["caller", "line", "purpose", "channel", "account", "party", "style"]))
    change = data.draw(
        st.sampled_from([f"DELETE FROM {relation}", f"UPDATE {relation} SET {word} = 'another'"])
    )
    found = altered(sealed, copy, f"{change} WHERE id = '{name}'")
    assert [(each.relation, each.name) for each in found] == [(relation, name)]
