"""Group commit: many askers, one writer at a time, one visit to the disk for all who waited.

Between the doors' threads and the ledger. Takes pieces of work that each want a transaction; runs those that
wait together, in the order they came, in one transaction, and lets each know only once that is durable. Who comes when
nobody waits or writes does her piece herself: to hand it to another thread takes longer than most pieces.
A piece that fails is taken out and the others are run again without it: no half of it is kept. Where only the whole
can be seen to fail, because something of it cannot be sealed, each piece is run again by itself.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ringfence.call.errors import EvidenceError, LedgerError
from ringfence.ledger.ledger import About, Ledger, Transaction

T = TypeVar("T")
GROUP = 64
"""How many pieces of work share one transaction at most."""


@dataclass(slots=True)
class _Piece(Generic[T]):
    work: Callable[[Transaction], T]
    future: Future[T]
    about: About | None


class GroupCommit:
    """Sees to it that in this process one at a time writes to a ledger."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        behind: Callable[[Transaction], object],
        forget: Callable[[], None],
        committed: Callable[[], None],
    ) -> None:
        self._ledger, self._behind, self._forget, self._committed = ledger, behind, forget, committed
        self._waiting: queue.SimpleQueue[_Piece[Any] | None] = queue.SimpleQueue()
        self._turn, self._counting = threading.Lock(), threading.Lock()
        self._handed_over = 0
        self._closed = False
        self._fault: BaseException | None = None
        self._writer = threading.Thread(target=self._write, name="ringfence-writer", daemon=True)
        self._writer.start()

    def submit(self, work: Callable[[Transaction], T], about: About | None = None) -> Future[T]:
        """The result of a piece of work, once its transaction is durable; `about` says what it will ask first."""
        if self._closed:
            raise LedgerError("this ledger is closed; open it again")
        future: Future[T] = Future()
        with self._counting:
            self._handed_over += 1
        self._waiting.put(_Piece(work, future, about))
        return future

    def run(self, work: Callable[[Transaction], T], about: About | None = None) -> T:
        """What a piece of work came to, once its transaction is durable."""
        if self._turn.acquire(blocking=False):
            try:
                # Whoever waits came first, also if the writer has her piece in hand already.
                if not self._handed_over and not self._closed:
                    piece = _Piece(work, Future(), about)
                    self._commit([piece])
                    return piece.future.result()
            finally:
                self._turn.release()
        return self.submit(work, about).result()

    def close(self) -> None:
        """Finishes what waits, gathers the tree, and ends the writer."""
        if not self._closed:
            self._closed = True
            self._waiting.put(None)
            self._writer.join()
            if self._fault is not None:
                raise self._fault

    def _write(self) -> None:
        while (first := self._waiting.get()) is not None:
            with self._turn:
                group, ended = self._waiting_with(first)
                self._commit(group)
                with self._counting:
                    self._handed_over -= len(group)
            if ended:
                break
        try:
            with self._turn:
                self._gather()
        except BaseException as error:  # noqa: BLE001 - whoever closes gets it
            self._fault = error

    def _waiting_with(self, first: _Piece[Any]) -> tuple[list[_Piece[Any]], bool]:
        """As many pieces as share a transaction, this one first, and whether they are the last."""
        group = [first]
        while len(group) < GROUP and not self._waiting.empty():
            piece = self._waiting.get()
            if piece is None:
                return group, True
            group.append(piece)
        return group, False

    def _commit(self, group: Sequence[_Piece[Any]]) -> None:
        done: list[tuple[_Piece[Any], Any]] = []
        failed: tuple[_Piece[Any], BaseException] | None = None
        try:
            with self._ledger.transaction([piece.about for piece in group if piece.about is not None]) as tx:
                for piece in group:
                    try:
                        done.append((piece, piece.work(tx)))
                    except BaseException as error:  # whoever asked gets it, the writer goes on
                        failed = (piece, error)
                        raise
                self._behind(tx)
        except BaseException as error:  # noqa: BLE001 - whoever asked gets it, the writer goes on
            self._forget()
            self._undo(group, failed, error)
            return
        self._committed()
        for piece, result in done:
            piece.future.set_result(result)

    def _undo(
        self,
        group: Sequence[_Piece[Any]],
        failed: tuple[_Piece[Any], BaseException] | None,
        error: BaseException,
    ) -> None:
        """Tells who failed, and runs the others again without them; a disk that fails fails all."""
        late = isinstance(error, EvidenceError) if failed is None else self._may_be_anothers(failed[1])
        if late and len(group) > 1:
            for piece in group:
                self._commit([piece])
            return
        if failed is None:
            for piece in group:
                piece.future.set_exception(error)
            return
        failed[0].future.set_exception(self._told(failed[1]))
        rest = [piece for piece in group if piece is not failed[0]]
        if rest:
            self._commit(rest)

    def _may_be_anothers(self, error: BaseException) -> bool:
        """Whether an error that came at one piece may be about what an earlier one wrote."""
        return self._ledger.errors_come_late and isinstance(error, self._ledger.faults)

    def _told(self, error: BaseException) -> BaseException:
        """A piece's error as whoever asked is told it: a database's own is the ledger's."""
        return self._ledger.told(error) if isinstance(error, self._ledger.faults) else error

    def _gather(self) -> None:
        with self._ledger.transaction() as tx:
            self._behind(tx)
        self._committed()
