"""A house's webhooks, for whoever keeps it: made, shown, sent to again, taken back."""

from __future__ import annotations

from collections.abc import Sequence

from ringfence.caller import outbox
from ringfence.doors.http.hooks import shown
from ringfence.wiring.deliveries import secret_of
from ringfence.wiring.house import Ringfence


class Webhooks:
    """The webhooks of one house."""

    def __init__(self, house: Ringfence) -> None:
        self._house = house

    def make(self, name: str, url: str, events: Sequence[str], caller: str | None) -> str:
        """The secret of a new webhook, shown this once."""
        now = self._house.gate.clock()
        salt = self._house.write(lambda tx: outbox.make_webhook(tx, name, url, events, now, caller))
        return shown(secret_of(self._house, salt))

    def all(self) -> list[dict[str, str]]:
        """Every webhook, with how many messages wait for it and were given up."""
        told: list[dict[str, str]] = self._house.write(outbox.webhooks_told)
        return told

    def messages(self, name: str) -> list[dict[str, str]]:
        """The messages to one, and what became of each."""
        told: list[dict[str, str]] = self._house.write(lambda tx: outbox.messages_told(tx, name))
        return told

    def replay(self, name: str, message: str | None) -> int:
        """How many messages are sent again."""
        now = self._house.gate.clock()
        count: int = self._house.write(lambda tx: outbox.replay(tx, name, now, message))
        return count

    def revoke(self, name: str) -> None:
        """Takes one back."""
        self._house.write(lambda tx: outbox.revoke_webhook(tx, name, self._house.gate.clock()))
