"""What is done at the desk: a stop noted, a list sent or dropped.

Behind the desk's forms. Takes whoever signed in and what she filled in; does it through the same gate as any program, and
shows what came of it.
"""

from __future__ import annotations

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ringfence.call.errors import RequestError
from ringfence.call.moments import written
from ringfence.call.number import parse_number
from ringfence.caller.access import Holder
from ringfence.doors.console.saying import Language
from ringfence.doors.console.screens import Screens, need
from ringfence.doors.http.facts import own
from ringfence.doors.http.lists import checked, new_file
from ringfence.doors.lists.job import ListWords

PIECE = 1 << 20
MAY_CALL = {"parquet": ".parquet"}
"""In which form what may be called comes back, where it is not CSV."""


class Forms:
    """Takes the desk's forms."""

    def __init__(self, screens: Screens) -> None:
        self.screens, self.gate, self.kept, self.access = screens, screens.gate, screens.kept, screens.access

    async def stop_on_call(self, request: Request, language: Language, holder: Holder) -> Response:
        """Whoever was called said stop on this very call."""
        need(holder, "tell")
        call = request.path_params["call"]
        await self.screens.may_see(call, holder)
        leaf = await self.access.result(self.gate.tell(call, None, "opt_out", None))
        return await self.screens.call(request, language, holder, noted=leaf)

    async def look_up(self, request: Request, language: Language, holder: Holder) -> Response:
        """The stops of one number."""
        return await self.screens.stops(
            request, language, holder, number=_text(await request.form(), "number")
        )

    async def stop(self, request: Request, language: Language, holder: Holder) -> Response:
        """A stop that came by another way than on a call."""
        need(holder, "facts")
        form = await request.form()
        number = parse_number(_text(form, "number"), None)
        row = {"recipient": number, "said_at": written(self.gate.now()), "trigger": _text(form, "said")}
        row |= {name: value for name in ("caller", "trade") if (value := str(form.get(name, "")).strip())}
        brought = await self.access.result(self.gate.bring("stop", [own(row, holder, "stop")]))
        return await self.screens.stops(request, language, holder, number=number, noted=brought["leaf"])

    async def send_list(self, request: Request, language: Language, holder: Holder) -> Response:
        """A list to be screened."""
        need(holder, "lists")
        async with request.form(max_files=1, max_fields=20) as form:
            upload = form.get("file")
            if not isinstance(upload, UploadFile) or not upload.filename or not upload.size:
                raise RequestError("choose the file of the list", "file")
            purpose, region = str(form.get("purpose", "")), str(form.get("region", "")).strip()
            words = checked(
                ListWords(
                    common={"purpose": purpose} if purpose else {}, region=region or None, zone=self.gate.zone() if region else None,
                    reserve=form.get("reserve") == "yes", ending=f".{form.get('form', 'xlsx')}", may_call=MAY_CALL.get(str(form.get("form")), ".csv"),
                    language=language,
                )
            )  # fmt: skip
            job_id, path = self.kept.place(upload.filename)
            try:
                with new_file(path) as file:
                    while piece := await upload.read(PIECE):
                        await run_in_threadpool(file.write, piece)
                job = await run_in_threadpool(
                    self.kept.begin, job_id, path, Path(upload.filename).name, holder, words
                )
            except BaseException:
                self.kept.let_go(job_id)
                raise
        return RedirectResponse(f"/desk/{language}/lists/{job.id}", 303)

    async def drop_list(self, request: Request, language: Language, holder: Holder) -> Response:
        """Takes a list and its files out."""
        job = self.screens.job(request, holder)
        if job.state in {"waiting", "running"}:
            raise RequestError("the list is being screened; wait until it is done", "list")
        self.kept.drop(job)
        return RedirectResponse(f"/desk/{language}/lists", 303)


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    if not isinstance(value, str) or not value.strip():
        raise RequestError("fill this in", name)
    return value.strip()
