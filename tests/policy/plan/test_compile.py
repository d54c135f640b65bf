"""What a plan reads of the ledger and the call: nothing for what a rule does not ask."""

import pytest

from ringfence.policy.plan.compile import compile_pack
from ringfence.policy.plan.lookups import figures_in
from tests.policy.plain.given import pack, rule


def asked_of(kind, **then):
    """Which relations deciding a rule reads, and which facts of the call's line and institutions it needs."""
    plan = compile_pack(pack(rule(kind, then)), places=1)
    (clause,) = plan.clauses
    found = [plan.desk.found[name] for name in figures_in(clause.fires)]
    relations = sorted({each.lookup.relation for each in found})
    return relations, plan.needs.line, plan.needs.institutions, plan.needs.person


def test_parties_alone_are_read_from_the_call():
    assert asked_of("party", allow=["debtor"]) == ([], (), (), ())
    assert asked_of("party", settled=False) == ([], (), (), ("settled",))


def test_a_precondition_reads_what_it_is_made_of():
    acts = {"allow": ["contact"], "allowed_acts": ["relay_message"]}
    stated = {"allow": ["contact"], "lost_contact": {"stated": ["death"]}}
    people = {"allow": ["contact"], "max_contacts": 2}
    assert [asked_of("party", precondition=each)[0] for each in (acts, stated, people)] == [
        [], ["account_fact"], ["call"],
    ]  # fmt: skip


def test_a_series_is_read_from_the_line_itself():
    assert asked_of("identity", forbidden_series=["cn.virtual"]) == ([], (), (), ())


def test_a_state_is_read_from_the_lines_own_row():
    assert asked_of("identity", arrears=False) == ([], ("arrears", "leaf"), (), ())
    assert asked_of("identity", off_site="never") == ([], ("home", "leaf", "located"), (), ())
    assert asked_of("identity", off_site="filed")[0] == ["filing"]


@pytest.mark.parametrize(
    ("about", "relation", "institutions"),
    [("recipient", "proof", ()), ("caller", "institution_proof", ("caller",)), ("agency", "institution_proof", ("agency",))],
)  # fmt: skip
def test_a_proof_is_read_once_from_whomever_it_is_about(about, relation, institutions):
    person = ("proofs_checked_at",) if about == "recipient" else ()
    assert asked_of("proof", need="licence", about=about) == ([relation], (), institutions, person)
