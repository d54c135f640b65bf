"""The routes of lists: sent whole, screened as a job whose progress is told as it goes, and fetched.

Takes a file as the body and what is said of it in the address; gives how far it is, and files. A key that is bound to a
caller sees that caller's lists alone.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response, StreamingResponse

from ringfence.call.errors import RequestError, RingfenceError, nearest
from ringfence.caller.access import Holder
from ringfence.doors.http.access import Access
from ringfence.doors.http.calls import answer, is_yes
from ringfence.doors.http.needs import ListsKept
from ringfence.doors.http.problems import problem, told
from ringfence.doors.lists.job import ENDINGS, LANGUAGES, MAY_CALL_ENDINGS, Job, ListWords
from ringfence.doors.verdict_json import as_json

MOST_BYTES: Final = 1 << 30
EVERY: Final = 0.25
"""Seconds between two looks at how far a list is."""
KNOWN: Final = ("name", "set", "map", "region", "zone", "at", "reserve", "form", "may_call", "lang")


class Lists:
    """Takes lists, tells of them, and gives them back."""

    def __init__(self, kept: ListsKept, access: Access) -> None:
        self.kept, self.access = kept, access

    async def send(self, request: Request) -> Response:
        """A list to be screened."""
        holder = await self.access.holder(request, "lists")
        if isinstance(holder, Response):
            return holder
        try:
            words = words_of(request)
            name = request.query_params.get("name", "")
            if not Path(name).suffix:
                raise RequestError("name the file with its ending, as in name=tomorrow.csv", "name")
            job_id, path = self.kept.place(name)
            fault = await _written(request, path)
            if fault is not None:
                self.kept.let_go(job_id)
                return fault
            job = await asyncio.to_thread(self.kept.begin, job_id, path, name, holder, words)
        except RingfenceError as error:
            return told(error)
        return answer(shown(job), 202)

    async def all(self, request: Request) -> Response:
        """The lists of whoever holds the key."""
        holder = await self.access.holder(request, "lists")
        if isinstance(holder, Response):
            return holder
        return answer({"lists": [shown(job) for job in self.kept.all(holder)]})

    async def one(self, request: Request) -> Response:
        """How far a list is."""
        found = await self._found(request)
        return found if isinstance(found, Response) else answer(shown(found[0]))

    async def drop(self, request: Request) -> Response:
        """Takes a list and its files out."""
        found = await self._found(request)
        if isinstance(found, Response):
            return found
        if found[0].state in {"waiting", "running"}:
            return problem(409, "the list is being screened; wait until it is done")
        self.kept.drop(found[0])
        return answer({"list": found[0].id, "dropped": True})

    async def events(self, request: Request) -> Response:
        """How far a list is, told as it goes, until it is done."""
        found = await self._found(request)
        if isinstance(found, Response):
            return found
        job, holder = found
        return StreamingResponse(
            self._told(job.id, holder), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def file(self, request: Request) -> Response:
        """One of its files."""
        found = await self._found(request)
        if isinstance(found, Response):
            return found
        try:
            path = self.kept.file(found[0], request.path_params["file"])
        except RequestError as error:
            return problem(404, str(error))
        stem = Path(found[0].name).stem
        return FileResponse(path, filename=f"{stem}.{path.name}")

    async def _found(self, request: Request) -> tuple[Job, Holder] | Response:
        holder = await self.access.holder(request, "lists")
        if isinstance(holder, Response):
            return holder
        try:
            return self.kept.of(request.path_params["list"], holder), holder
        except RequestError as error:
            return problem(404, str(error))

    async def _told(self, job_id: str, holder: Holder) -> AsyncIterator[bytes]:
        before: Job | None = None
        while True:
            job = self.kept.of(job_id, holder)
            if job != before:
                yield (
                    b"event: " + job.state.encode() + b"\ndata: " + msgspec.json.encode(shown(job)) + b"\n\n"
                )
                before = job
            if job.state in {"done", "failed"}:
                return
            await asyncio.sleep(EVERY)


def words_of(request: Request) -> ListWords:
    """What the address says of a list; RequestError for a word that it does not take."""
    asked = request.query_params
    for name in asked:
        if name not in KNOWN:
            raise RequestError(nearest(name, KNOWN) or f"it takes {', '.join(KNOWN)}", name[:40])
    pairs = {name: dict(_pair(each, name) for each in asked.getlist(name)) for name in ("set", "map")}
    return checked(
        ListWords(
            common=pairs["set"], mapping=pairs["map"], region=asked.get("region"), zone=asked.get("zone"), at=asked.get("at"),
            reserve=is_yes(request, "reserve"), ending=f".{asked.get('form', 'csv')}", may_call=f".{asked.get('may_call', 'csv')}",
            language="zh" if asked.get("lang") == "zh" else "en",
        )
    )  # fmt: skip


def checked(words: ListWords) -> ListWords:
    """The words, if a list can come back so."""
    for name, ending, known in (
        ("form", words.ending, ENDINGS),
        ("may_call", words.may_call, MAY_CALL_ENDINGS),
    ):
        if ending not in known:
            raise RequestError(f"it comes back as {', '.join(each[1:] for each in known)}", name)
    if words.language not in LANGUAGES:
        raise RequestError("a report is written in zh or en", "lang")
    return words


def shown(job: Job) -> dict[str, Any]:
    """A list as its owner sees it."""
    return {
        "list": job.id, "name": job.name, "state": job.state, "step": job.step, "share": round(job.share, 3),
        "made_at": as_json(job.made_at, "at"), "rows": job.rows, "bad": job.bad, "answers": dict(job.answers),
        "reserved": job.reserved, "leaf": job.leaf, "fault": job.fault, "files": sorted(job.files),
    }  # fmt: skip


def _pair(text: str, name: str) -> tuple[str, str]:
    word, equals, value = text.partition("=")
    if not equals or not word or not value:
        raise RequestError("write it like purpose=marketing", name)
    return word, value


async def _written(request: Request, path: Path) -> Response | None:
    """Writes the body into a file; the problem if it cannot be taken."""
    size = 0
    with new_file(path) as file:
        try:
            async for piece in request.stream():
                size += len(piece)
                if size > MOST_BYTES:
                    return problem(413, f"a list has at most {MOST_BYTES:,} bytes")
                await asyncio.to_thread(file.write, piece)
        except ClientDisconnect:
            return problem(400, "the list was not sent whole")
    return None if size else problem(422, "the list is empty; send the file as the body")


def new_file(path: Path) -> BinaryIO:
    """A new file that its owner alone can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
