"""The keyring: the secrets that make the ledger readable, kept beside it and never inside.

Stands at the start of a process. Takes a file that only its owner can read; gives, per epoch, the key of
the tokens, the key of the vault and the key that signs tree heads. Must never show a secret: not in a repr,
not in an error. Older epochs stay, because stops and sealed numbers made under them must go on being found.
"""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ringfence.call.errors import EvidenceError
from ringfence.evidence.mac import KEY_BYTES, hmac_sha256


@dataclass(frozen=True, slots=True)
class Epoch:
    """The keys of one epoch; `number` counts from 1."""

    number: int
    token_key: bytes = field(repr=False)
    vault_key: bytes = field(repr=False)
    signing_seed: bytes = field(repr=False)

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        """The Ed25519 key that signs the tree heads of this epoch."""
        return Ed25519PrivateKey.from_private_bytes(self.signing_seed)


@dataclass(frozen=True, slots=True)
class Keyring:
    """Every epoch's keys, the oldest first."""

    epochs: tuple[Epoch, ...]

    @classmethod
    def create(cls) -> Keyring:
        """A new keyring with new keys and one epoch.

        >>> Keyring.create()
        Keyring(epochs=(Epoch(number=1),))
        """
        return cls((_new_epoch(1),))

    @classmethod
    def read(cls, path: str | Path) -> Keyring:
        """The keyring in a file that its owner alone can read.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as directory:
        ...     Keyring.create().write(f"{directory}/keyring")
        ...     Keyring.read(f"{directory}/keyring")
        Keyring(epochs=(Epoch(number=1),))
        """
        try:
            written = _read_private(Path(path))
        except FileNotFoundError:
            raise EvidenceError(f"there is no keyring `{path}`: bring it back from its copy") from None
        except OSError as error:
            raise EvidenceError(
                f"the keyring `{path}` cannot be read: {_why(error)}; run as its owner"
            ) from None
        return cls(_epochs_in(written, path))

    def write(self, path: str | Path) -> None:
        """Nothing; the keyring is then in a new file, whole and durable, that its owner alone can read."""
        place = Path(path)
        try:
            _write_whole(place, msgspec.json.format(_as_written(self), indent=2) + b"\n")
        except FileExistsError:
            raise EvidenceError(f"there is a keyring `{path}` already: choose another name") from None
        except OSError as error:
            raise EvidenceError(
                f"the keyring `{path}` cannot be written: {_why(error)}; choose a directory of your own"
            ) from None

    @property
    def current(self) -> Epoch:
        """The epoch under which new rows are written."""
        return self.epochs[-1]

    def epoch(self, number: int) -> Epoch:
        """The epoch with this number.

        >>> Keyring.create().epoch(1).number
        1
        """
        if not 1 <= number <= len(self.epochs):
            raise EvidenceError(f"the keyring has no epoch `{number}`: bring the one that made these rows")
        return self.epochs[number - 1]

    def derived(self, purpose: str) -> bytes:
        """32 bytes for one purpose: nobody without the keyring has them, and they tell nothing of it.

        >>> keyring = Keyring.create()
        >>> keyring.derived("desk") == keyring.derived("desk"), keyring.derived("desk") == keyring.derived("hook")
        (True, False)
        """
        return hmac_sha256(self.current.vault_key, b"derived\x00" + purpose.encode())

    def rotated(self) -> Keyring:
        """The same keyring with new keys in a further epoch.

        >>> Keyring.create().rotated().current
        Epoch(number=2)
        """
        return Keyring((*self.epochs, _new_epoch(len(self.epochs) + 1)))


def keys_of(db: Path) -> Path:
    """Where the keyring of a ledger lies: beside it, and never inside.

    >>> keys_of(Path("ringfence.db")).name
    'ringfence.db.keys'
    """
    return db.with_name(db.name + ".keys")


class _EpochWritten(msgspec.Struct, forbid_unknown_fields=True):
    epoch: int
    token_key: str
    vault_key: str
    signing_key: str


class _KeyringWritten(msgspec.Struct, forbid_unknown_fields=True):
    ringfence: Literal["keyring 1"]
    epochs: list[_EpochWritten]


def _new_epoch(number: int) -> Epoch:
    return Epoch(number, *(secrets.token_bytes(KEY_BYTES) for _ in range(3)))


def _as_written(keyring: Keyring) -> bytes:
    epochs = [
        _EpochWritten(epoch.number, epoch.token_key.hex(), epoch.vault_key.hex(), epoch.signing_seed.hex())
        for epoch in keyring.epochs
    ]
    return msgspec.json.encode(_KeyringWritten("keyring 1", epochs))


def _epochs_in(written: bytes, path: str | Path) -> tuple[Epoch, ...]:
    try:
        found = msgspec.json.decode(written, type=_KeyringWritten).epochs
        epochs = tuple(
            Epoch(each.epoch, *map(bytes.fromhex, (each.token_key, each.vault_key, each.signing_key)))
            for each in found
        )
    except ValueError:
        epochs = ()
    numbered = [epoch.number for epoch in epochs] == list(range(1, len(epochs) + 1))
    keys = (key for epoch in epochs for key in (epoch.token_key, epoch.vault_key, epoch.signing_seed))
    if not epochs or not numbered or any(len(key) != KEY_BYTES for key in keys):
        # What was read is not quoted: it may be half of a secret.
        raise EvidenceError(f"the keyring `{path}` is damaged: bring it back from its copy")
    return epochs


def _read_private(place: Path) -> bytes:
    with place.open("rb") as file:
        # The file that is open is asked, not its name: the two could differ a moment later.
        if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise EvidenceError(
                f"the keyring `{place}` is open to others: run `chmod 600 {quote(str(place))}`"
            )
        return file.read()


def _write_whole(place: Path, content: bytes) -> None:
    handle, draft = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A link, not a rename: a rename would silently replace the only copy of somebody's keys.
        os.link(draft, place)
    finally:
        Path(draft).unlink()
    directory = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _why(error: OSError) -> str:
    return (error.strerror or "the system refused").lower()
