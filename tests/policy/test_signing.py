"""Two people sign a pack off as it is; whatever changes afterwards, nobody has signed."""

import datetime as dt
import shutil

import pytest

from ringfence.call.errors import PackError
from ringfence.policy.lock import write_lock
from ringfence.policy.read import read_pack, shipped_packs
from ringfence.policy.signing import sign, signed_digest, signed_off

pytestmark = pytest.mark.long

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def ours(tmp_path):
    """A pack of one's own."""
    return shutil.copytree(shipped_packs()["cn-carrier-limits"], tmp_path / "ours")


def standing(folder):
    return signed_off(read_pack(folder)).standing


def signs(folder, name):
    sign(read_pack(folder), name, "a role", DAY)


@pytest.mark.long
def test_a_pack_that_ships_is_signed_by_nobody():
    assert {standing(folder) for folder in shipped_packs().values()} == {"nobody"}


def test_it_takes_two_different_people(ours):
    signs(ours, "Some One")
    signs(ours, " some  one")
    assert standing(ours) == "one"
    signs(ours, "another")
    assert standing(ours) == "signed"


def test_one_person_written_in_twice_is_one(ours):
    signs(ours, "one")
    manifest = ours / "pack.toml"
    text = manifest.read_text(encoding="utf-8")
    entry = next(line for line in text.splitlines() if 'name = "one"' in line)
    twice = f"{entry}\n{entry.replace('one', 'One')}"
    manifest.write_text(text.replace(entry, twice), encoding="utf-8")
    assert standing(ours) == "one"


def test_a_sign_off_changes_nothing_that_is_signed(ours):
    before = read_pack(ours).digest, signed_digest(read_pack(ours))
    signs(ours, "one")
    assert (read_pack(ours).digest, signed_digest(read_pack(ours))) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("pack.toml", 'version = "0.1.0"', 'version = "0.2.0"'),
        ("pack.toml", 'date = "', 'date = "about '),
        ("rules/caller/cn.dnd-service.yaml", "  en: ", "  en: It is said that "),
        ("examples/caller/cn.dnd-service.yaml", "- name: ", "- name: surely, "),
    ],
)
def test_a_sign_off_is_of_name_and_version_sources_offered_rules_and_examples_too(ours, file, old, new):
    signs(ours, "one")
    path = ours / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert signed_off(read_pack(ours, locked=False)).standing == "stale"


def test_layout_is_not_signed(ours):
    signs(ours, "one")
    path = ours / "rules" / "caller" / "cn.dnd-service.yaml"
    path.write_text("# A remark.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert standing(ours) == "one"


def test_what_was_changed_since_is_signed_by_nobody(ours):
    signs(ours, "one")
    signs(ours, "another")
    numbers = next((ours / "values").iterdir())
    numbers.write_text(
        numbers.read_text(encoding="utf-8").replace("value: 300", "value: 299"), encoding="utf-8"
    )
    write_lock(read_pack(ours, locked=False))
    found = signed_off(read_pack(ours))
    assert (found.standing, [each.name for each in found.before]) == ("stale", ["one", "another"])
    signs(ours, "one")
    assert standing(ours) == "one"


def test_the_rest_of_the_manifest_stays_as_it_was_written(ours):
    manifest = ours / "pack.toml"
    before = [line for line in manifest.read_text(encoding="utf-8").splitlines() if "signed_off" not in line]
    signs(ours, 'a "quoted" name')
    after = manifest.read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line in before] == before
    assert read_pack(ours).signed_off[0].name == 'a "quoted" name'


def test_a_manifest_that_says_nothing_of_it_gets_a_place_for_it(ours):
    manifest = ours / "pack.toml"
    lines = manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    manifest.write_text("".join(line for line in lines if "signed_off" not in line), encoding="utf-8")
    signs(ours, "one")
    assert standing(ours) == "one"


def test_sign_offs_in_a_form_of_their_own_are_not_torn(ours):
    manifest = ours / "pack.toml"
    lines = manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    digest = signed_digest(read_pack(ours))
    entry = f'[[signed_off]]\nname = "one"\nrole = "a role"\non = 2026-03-01\ndigest = "{digest}"\n'
    before = "".join(line for line in lines if "signed_off" not in line) + entry
    manifest.write_text(before, encoding="utf-8")
    assert standing(ours) == "one"
    with pytest.raises(PackError, match="a form of its own"):
        signs(ours, "another")
    assert manifest.read_text(encoding="utf-8") == before


def test_a_pack_that_ships_is_not_signed_where_it_lies():
    with pytest.raises(PackError, match="copy its folder"):
        signs("thread", "one")


@pytest.mark.parametrize(
    ("name", "role"), [(" ", "counsel"), ("one", ""), ("[one]", "counsel"), ("one\x7f", "counsel")]
)
def test_nobody_signs_without_a_name_and_a_role(ours, name, role):
    with pytest.raises(PackError, match="signed by a person"):
        sign(read_pack(ours), name, role, DAY)
