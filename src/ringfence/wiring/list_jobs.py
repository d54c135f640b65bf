"""Lists that came over HTTP: each kept in a folder of its own, screened one after the other, its files there to be fetched.

Behind the HTTP door and the desk. Takes a list's file and what is said of it; gives how far it is and what came of it.
A list that was taken is screened also after a new start. The folders hold numbers: they are their owner's alone, and go
after some days.
"""

from __future__ import annotations

import fcntl
import os
import queue
import secrets
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from ringfence.call.errors import RequestError, RingfenceError
from ringfence.call.moments import DAY
from ringfence.caller.access import Holder
from ringfence.doors.lists.job import FILES, Job, ListWords
from ringfence.wiring.house import Ringfence

KEPT_DAYS: Final = 7
LARGEST_SHARE: Final = 0.999
"""What is shown until the last file lies under its name."""


class ListJobs:
    """The lists of one gate process."""

    def __init__(self, house: Ringfence, folder: Path) -> None:
        self.house, self.folder = house, folder
        self._now: dict[str, Job] = {}
        self._held: dict[str, int] = {}
        self._waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        folder.mkdir(mode=0o700, exist_ok=True)
        for job in sorted(self._kept(), key=lambda each: each.made_at):
            # Several gates may share the folder: a list that another of them holds is its own to screen.
            if job.state in {"waiting", "running"} and self._hold(job.id):
                self._note(msgspec.structs.replace(job, state="waiting", share=0.0))
                self._waiting.put(job.id)
        self._worker = threading.Thread(target=self._work, name="ringfence-lists", daemon=True)
        self._worker.start()

    def place(self, name: str) -> tuple[str, Path]:
        """An id and the file into which a list that comes in is written."""
        self._drop_old()
        job = secrets.token_urlsafe(9)
        home = self.folder / job
        home.mkdir(mode=0o700)
        return job, home / f"list{Path(name).suffix.lower()[:12]}"

    def begin(self, job_id: str, path: Path, name: str, holder: Holder, words: ListWords) -> Job:
        """Takes a list that has come in whole; it is screened when those before it are."""
        try:
            check_own(path, holder, words)
        except RingfenceError:
            shutil.rmtree(path.parent, ignore_errors=True)
            raise
        job = Job(
            id=job_id, name=name[:200], made_by=holder.id, caller=holder.caller, agency=holder.agency,
            made_at=self.house.gate.clock(), state="waiting", file=path.name, words=words,
        )  # fmt: skip
        self._hold(job.id)
        self._note(job)
        self._waiting.put(job.id)
        return job

    def let_go(self, job_id: str) -> None:
        """Forgets a list that did not come in whole."""
        shutil.rmtree(self.folder / job_id, ignore_errors=True)

    def of(self, job_id: str, holder: Holder) -> Job:
        """How far a list is; RequestError if there is none that is this holder's business."""
        job = self._now.get(job_id) or self._read(job_id)
        if job is None or not holder.may_see(job.caller, job.agency):
            raise RequestError("there is no such list; it may have been dropped after some days", "list")
        return job

    def all(self, holder: Holder) -> list[Job]:
        """Every list that is this holder's business, the newest first."""
        mine = [self._now.get(job.id, job) for job in self._kept() if holder.may_see(job.caller, job.agency)]
        return sorted(mine, key=lambda job: job.made_at, reverse=True)

    def file(self, job: Job, which: str) -> Path:
        """One of a list's files; RequestError if there is none."""
        name = job.files.get(which)
        if name is None:
            raise RequestError(
                f"this list has no file `{which[:20]}`; it has {', '.join(job.files) or 'none yet'}", "file"
            )
        return self.folder / job.id / name

    def drop(self, job: Job) -> None:
        """Takes a list and its files out; what was sealed about it stays."""
        self._now.pop(job.id, None)
        shutil.rmtree(self.folder / job.id, ignore_errors=True)

    def close(self) -> None:
        """Ends when the list that is being screened is."""
        self._waiting.put(None)
        self._worker.join()

    # ---- one after the other

    def _work(self) -> None:
        while (job_id := self._waiting.get()) is not None:
            job = self._now.get(job_id)
            if job is not None:
                self._screen(job)
            self._let_hold_go(job_id)

    def _screen(self, job: Job) -> None:
        self._note(msgspec.structs.replace(job, state="running"))
        home, words = self.folder / job.id, job.words
        side, out = home / FILES["bad"], home / f"answered{words.ending}"
        may_call = home / f"may-call{words.may_call}"

        def tell(step: str, share: float) -> None:
            before = self._now.get(job.id, job)
            now = msgspec.structs.replace(before, step=step, share=min(share, LARGEST_SHARE))
            # Other gates read how far it is from the disk: a step at a time is enough for them.
            if step == before.step:
                self._now[job.id] = now
            else:
                self._note(now)

        try:
            from ringfence.doors.lists.intake import HowRead  # noqa: PLC0415 - DuckDB and Arrow come with the first list

            screened = self.house.screen(
                home / job.file, out=out, at=words.at, common=_common(words.common, job), reserve=words.reserve,
                progress=tell, how=HowRead(words.mapping, words.region, words.zone), side=side, may_call=may_call,
                html=home / FILES["report"], language=words.language,
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001 - whoever sent the list is told, the next one is screened all the same
            told = str(error) if isinstance(error, RingfenceError) else "something broke; nothing was sealed"
            self._note(msgspec.structs.replace(job, state="failed", fault=told))
            return
        files = {"answered": out.name, "may-call": may_call.name, "report": FILES["report"]}
        if side.exists():
            files["bad"] = side.name
        self._note(
            msgspec.structs.replace(
                job, state="done", share=1.0, step="done", rows=screened.rows, answers=dict(screened.answers),
                bad=0 if screened.intake is None else screened.intake.bad, reserved=screened.reserved,
                leaf=screened.leaf, files=files,
            )
        )  # fmt: skip

    # ---- what is kept

    def _hold(self, job_id: str) -> bool:
        """Whether this gate is the one that screens a list; whoever dies holds nothing more."""
        handle = os.open(self.folder / job_id / "held", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        self._held[job_id] = handle
        return True

    def _let_hold_go(self, job_id: str) -> None:
        handle = self._held.pop(job_id, None)
        if handle is not None:
            os.close(handle)

    def _note(self, job: Job) -> None:
        self._now[job.id] = job
        part = self.folder / job.id / "job.part"
        part.write_bytes(msgspec.json.encode(job))
        part.replace(part.with_suffix(".json"))

    def _read(self, job_id: str) -> Job | None:
        path = (self.folder / job_id / "job.json").resolve()
        if path.parent.parent != self.folder.resolve() or not path.is_file():
            return None
        return msgspec.json.decode(path.read_bytes(), type=Job)

    def _kept(self) -> list[Job]:
        found = (self._read(each.name) for each in self.folder.iterdir())
        return [job for job in found if job is not None]

    def _drop_old(self) -> None:
        oldest = self.house.gate.clock() - KEPT_DAYS * DAY
        for job in self._kept():
            if job.made_at < oldest and job.state in {"done", "failed"}:
                self.drop(job)


def check_own(path: Path, holder: Holder, words: ListWords) -> None:
    """Refuses a list in which a bound key could ask for somebody else."""
    from ringfence.doors.lists.columns import facts_in  # noqa: PLC0415 - as above
    from ringfence.doors.lists.rows import source_of  # noqa: PLC0415 - as above

    source = source_of(path)
    known = set(facts_in(source.names, choose=lambda _fact, _columns: None)) | set(words.mapping)
    for name, own in (("caller", holder.caller), ("agency", holder.agency)):
        if own is None:
            continue
        if words.common.get(name, own) != own:
            raise RequestError(f"this key asks for `{own}` alone", name)
        if name in known:
            raise RequestError(f"this key asks for `{own}` alone; leave the column of the {name} out", name)


def _common(common: Mapping[str, str], job: Job) -> dict[str, str]:
    bound = {"caller": job.caller, "agency": job.agency}
    return dict(common) | {name: value for name, value in bound.items() if value is not None}
