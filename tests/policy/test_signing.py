"""Two people sign a pack off as it is; whatever changes afterwards, nobody has signed."""

import datetime as dt
import shutil

import pytest

from ringfence.call.errors import PackError
from ringfence.policy.lock import write_lock
from ringfence.policy.read import read_pack, shipped_packs
from ringfence.policy.signing import sign, signed_off

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def ours(tmp_path):
    """A pack of one's own."""
    return shutil.copytree(shipped_packs()["cn-carrier-limits"], tmp_path / "ours")


def standing(folder):
    return signed_off(read_pack(folder)).standing


def signs(folder, name):
    sign(read_pack(folder), name, "a role", DAY)


def test_a_pack_that_ships_is_signed_by_nobody():
    assert {standing(folder) for folder in shipped_packs().values()} == {"nobody"}


def test_it_takes_two_different_people(ours):
    signs(ours, "one")
    signs(ours, "one")
    assert standing(ours) == "one"
    signs(ours, "another")
    assert standing(ours) == "signed"


def test_a_sign_off_changes_nothing_that_is_signed(ours):
    before = read_pack(ours).digest
    signs(ours, "one")
    assert read_pack(ours).digest == before


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


@pytest.mark.parametrize(("name", "role"), [(" ", "counsel"), ("one", ""), ("[one]", "counsel")])
def test_nobody_signs_without_a_name_and_a_role(ours, name, role):
    with pytest.raises(PackError, match="signed by a person"):
        sign(read_pack(ours), name, role, DAY)
