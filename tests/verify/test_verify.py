"""Any one altered bit of a dossier is found and named; the verifier imports nothing of the program that made it."""

import ast
import datetime as dt
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ringfence_verify
from ringfence.redress.dossier.make import make_dossier
from ringfence_verify.main import verify
from tests.redress.conftest import brought, confirmed, folder, pack  # noqa: F401 - fixtures of the person's side

pytestmark = pytest.mark.long

DAY = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
HOME = Path(ringfence_verify.__file__).parent


@pytest.fixture
def made(confirmed, pack):  # noqa: F811 - as above
    return make_dossier(confirmed, pack, "zh", DAY)


def flipped(path, bit):
    content = bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


@pytest.mark.siege
def test_any_one_bit_of_any_file_that_is_altered_is_found_and_its_file_named(made, tmp_path):
    rng = random.Random(3)
    files = [path for path in made.path.rglob("*") if path.is_file()]
    for path in files:
        name = path.relative_to(made.path).as_posix()
        size = 8 * path.stat().st_size
        for bit in {0, 7, size - 1, *(rng.randrange(size) for _ in range(12))}:
            copy = tmp_path / "copy"
            shutil.copytree(made.path, copy)
            flipped(copy / name, bit)
            wrong = verify(copy).wrong
            assert name in {file for file, _ in wrong}, f"bit {bit} of {name}"
            shutil.rmtree(copy)


def test_every_bit_of_the_bundles_signature_and_header_matters(made):
    path = made.path / "dossier.vcon.json"
    whole = path.read_bytes()
    begin = whole.index(b'"signatures"')
    for place in range(begin, len(whole), 3):
        altered = bytearray(whole)
        altered[place] ^= 1
        path.write_bytes(altered)
        assert not verify(made.path).clean, place


def test_a_file_that_is_missing_or_added_or_swapped_is_named(made):
    first, second, *_ = sorted((made.path / "evidence").iterdir())
    (made.path / "evidence" / "extra.txt").write_text("x")
    assert ("evidence/extra.txt", "it was added: the bundle does not name it") in verify(made.path).wrong
    (made.path / "evidence" / "extra.txt").unlink()
    both = first.read_bytes(), second.read_bytes()
    first.write_bytes(both[1])
    second.write_bytes(both[0])
    assert {name for name, _ in verify(made.path).wrong} == {
        f"evidence/{first.name}",
        f"evidence/{second.name}",
    }
    first.unlink()
    assert (f"evidence/{first.name}", "it is missing") in verify(made.path).wrong


def test_another_key_is_told_by_its_fingerprint(made):
    assert verify(made.path, made.fingerprint.lower()).clean
    assert "it is another key" in verify(made.path, "AB CD").wrong[0][1]


def test_a_bundle_that_is_gone_or_is_no_bundle_is_told(made, tmp_path):
    (made.path / "dossier.vcon.json").write_text("[]")
    assert "does not hold" in verify(made.path).wrong[0][1]
    (made.path / "dossier.vcon.json").unlink()
    assert "it is not there" in verify(made.path).wrong[0][1]
    assert "no such folder" in verify(tmp_path / "nowhere").wrong[0][1]


def test_the_command_ends_with_1_where_anything_does_not_hold(made):
    command = [sys.executable, "-m", "ringfence_verify.main", str(made.path)]
    whole = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (whole.returncode, "everything holds" in whole.stdout) == (0, True)
    flipped(made.path / "VERIFY.txt", 5)
    broken = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (broken.returncode, "VERIFY.txt: it was altered" in broken.stdout) == (1, True)


def test_the_verifier_imports_nothing_else_of_ours():
    for path in HOME.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [each.name for each in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            assert not [name for name in names if name.split(".")[0] == "ringfence"], path.name
