"""People as the ledger knows them: a token to find them by, a seed to bind them into the log, a sealed number.

Beside every gate that answers about a person. Takes a number that a door has read; gives the token under which
her rows lie and the commitment that stands for her in leaves. The number itself goes into the vault once and is
not handed out here.
"""

from __future__ import annotations

from typing import NamedTuple

from ringfence.call.errors import EvidenceError
from ringfence.evidence.keyring import Keyring
from ringfence.evidence.token import recipient_token
from ringfence.evidence.vault import commitment, open_number, person_key, person_seed, seal_number
from ringfence.ledger.ledger import Transaction


class Person(NamedTuple):
    """One person while she is being answered about."""

    token: bytes
    number: str
    vault_key: bytes
    seed: bytes

    def commitment(self, call_id: str) -> str:
        """What stands for her in the leaf about one call; only who holds her key can open it."""
        return commitment(person_key(self.vault_key, self.seed), call_id, self.number)


class People:
    """Finds and registers people under the keys of one keyring."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring

    def token(self, number: str) -> bytes:
        """The token under which a number's rows lie."""
        return recipient_token(self.keyring.current.token_key, number)

    def known(self, tx: Transaction, number: str) -> Person:
        """The person of a number, entered into the vault if nobody asked about her before."""
        token = self.token(number)
        epoch = self.keyring.current
        row = tx.find("vault", (token,))
        if row is None:
            return self._enter(tx, number, token)
        _, epoch, seed, _ = row
        if seed is None:
            raise EvidenceError("this person was erased; enter her anew before calls about her are answered")
        return Person(token, number, self.keyring.epoch(epoch).vault_key, seed)

    def of_token(self, tx: Transaction, token: bytes) -> Person:
        """The person behind a token that the ledger already knows."""
        row = tx.find("vault", (token,))
        if row is None or row[2] is None:
            raise EvidenceError(
                "the vault does not know this person any more; nothing can be sealed about her"
            )
        _, epoch, seed, sealed = row
        vault_key = self.keyring.epoch(epoch).vault_key
        return Person(token, open_number(person_key(vault_key, seed), sealed, token), vault_key, seed)

    def _enter(self, tx: Transaction, number: str, token: bytes) -> Person:
        epoch, seed = self.keyring.current, person_seed()
        sealed = seal_number(person_key(epoch.vault_key, seed), number, token)
        tx.insert("vault", (token, epoch.number, seed, sealed))
        return Person(token, number, epoch.vault_key, seed)
