"""The keyring is read by its owner only, written once and whole, and never shown."""

import json

import pytest

from ringfence.call.errors import EvidenceError
from ringfence.evidence.keyring import Keyring


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.keyring"


def test_what_is_written_is_read_again(path):
    keyring = Keyring.create().rotated()
    keyring.write(path)
    assert Keyring.read(path) == keyring
    assert path.stat().st_mode & 0o777 == 0o600


def test_keys_are_new_every_time_and_differ_among_themselves():
    epochs = [*Keyring.create().rotated().epochs, *Keyring.create().epochs]
    keys = {key for epoch in epochs for key in (epoch.token_key, epoch.vault_key, epoch.signing_seed)}
    assert len(keys) == 9
    assert {len(key) for key in keys} == {32}


def test_a_new_epoch_leaves_the_older_ones_in_place():
    keyring = Keyring.create()
    rotated = keyring.rotated()
    assert rotated.epochs[:-1] == keyring.epochs
    assert rotated.current == rotated.epoch(2)
    assert rotated.epoch(1) == keyring.current


@pytest.mark.parametrize("number", [0, 2, -1])
def test_an_epoch_that_is_not_there_is_not_guessed(number):
    with pytest.raises(EvidenceError, match=f"no epoch `{number}`"):
        Keyring.create().epoch(number)


def test_the_signing_key_is_the_same_each_time():
    epoch = Keyring.create().current
    assert epoch.signing_key.private_bytes_raw() == epoch.signing_seed


def test_secrets_do_not_show():
    keyring = Keyring.create()
    shown = f"{keyring!r} {keyring} {keyring.current!r} {keyring.current}"
    assert shown == "Keyring(epochs=(Epoch(number=1),)) " * 2 + "Epoch(number=1) Epoch(number=1)"


def test_a_keyring_is_never_overwritten(path):
    first = Keyring.create()
    first.write(path)
    with pytest.raises(EvidenceError, match="choose another name"):
        Keyring.create().write(path)
    assert Keyring.read(path) == first


def test_nothing_is_left_beside_a_keyring(path):
    Keyring.create().write(path)
    with pytest.raises(EvidenceError):
        Keyring.create().write(path)
    assert list(path.parent.iterdir()) == [path]


def test_a_directory_that_is_not_there_is_told(path):
    with pytest.raises(EvidenceError, match="cannot be written: no such file or directory"):
        Keyring.create().write(path / "deeper" / "keyring")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o644])
def test_a_keyring_open_to_others_is_refused_with_what_to_do(path, mode):
    Keyring.create().write(path)
    path.chmod(mode)
    with pytest.raises(EvidenceError, match="run `chmod 600 "):
        Keyring.read(path)


def test_a_missing_keyring_is_told_with_what_to_do(path):
    with pytest.raises(EvidenceError, match=r"there is no keyring .*: bring it back"):
        Keyring.read(path)


def test_a_directory_is_not_a_keyring(path):
    path.mkdir(mode=0o700)
    with pytest.raises(EvidenceError, match="cannot be read"):
        Keyring.read(path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: {},
        lambda written: written | {"epochs": []},
        lambda written: written | {"ringfence": "keyring 9"},
        lambda written: written | {"epochs": written["epochs"] * 2},
        lambda written: written | {"epochs": [written["epochs"][0] | {"epoch": 2}]},
        lambda written: written | {"epochs": [written["epochs"][0] | {"token_key": "abcd"}]},
        lambda written: written | {"epochs": [written["epochs"][0] | {"vault_key": "zz" * 32}]},
    ],
)
def test_a_damaged_keyring_is_told_without_a_word_of_its_content(path, damage):
    Keyring.create().write(path)
    written = json.loads(path.read_text())
    path.write_text(json.dumps(damage(written)))
    with pytest.raises(EvidenceError, match="is damaged") as told:
        Keyring.read(path)
    assert not any(secret in str(told.value) for secret in written["epochs"][0].values() if secret != 1)


def test_half_a_file_is_a_damaged_keyring(path):
    Keyring.create().write(path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(EvidenceError, match="is damaged"):
        Keyring.read(path)
