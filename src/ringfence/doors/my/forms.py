"""The forms of her page: each takes one step of the case and shows the screen it belongs to again.

Behind the page's buttons. Takes what she filled in; gives a change to the case, or a page that says what would be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import UploadFile

from ringfence.call.errors import RequestError
from ringfence.doors.my.page import drawn
from ringfence.doors.my.reading import dated, person_of
from ringfence.doors.my.screens import tongue
from ringfence.doors.my.taking import Taken, leave_out, read_again, take
from ringfence.redress.dossier.make import make_dossier
from ringfence.redress.folder import AT_ONCE
from ringfence.redress.papers.telling import Telling
from ringfence.redress.refusals import suggested, with_refusal, without_refusal
from ringfence.redress.steps import answered, named, refused, sent

MOST_FILES: Final = 200
MAPPED: Final = ("at", "date", "time", "number", "direction", "seconds", "text")


async def evidence(request: Request, language: str) -> Response:
    """Takes files in; shows what came of them, and asks about columns where it must."""
    folder = request.app.state.desk.folder
    async with request.form(max_files=MOST_FILES) as form:
        whose = str(form.get("whose", "")).strip()
        files = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
        if not files:
            raise RequestError("no file was chosen; choose one or more", "files")
        taken = [
            await run_in_threadpool(take, folder, str(each.filename), _pieces(each), None, whose)
            for each in files
        ]
    return _asked_again(request, language, taken)


async def columns(request: Request, language: str) -> Response:
    """Reads a kept file as she says its columns are."""
    folder = request.app.state.desk.folder
    async with request.form() as form:
        said = {fact: str(form[fact]) for fact in MAPPED if form.get(fact)}
        digest = str(form.get("digest", ""))
    taken = await run_in_threadpool(read_again, folder, digest, said)
    return _asked_again(request, language, [taken])


async def leave(request: Request, language: str) -> Response:
    """Leaves a file out of the case."""
    async with request.form() as form:
        leave_out(request.app.state.desk.folder, str(form.get("digest", "")))
    return _to(language, "evidence")


async def who(request: Request, language: str) -> Response:
    """Confirms a caller."""
    async with request.form() as form:
        said = {
            name: str(form[name]).strip()
            for name in ("name", "purpose", "party", "consent", "trade")
            if form.get(name)
        }
        settled = {"yes": True, "no": False}.get(str(form.get("settled", "")))
        which = str(form.get("which", ""))
    request.app.state.desk.folder.change(lambda case: named(case, which, settled=settled, **said))
    return _to(language, "who")


async def refusal(request: Request, language: str) -> Response:
    """Notes a refusal."""
    async with request.form() as form:
        which, at, how, words = (str(form.get(name, "")) for name in ("which", "at", "how", "words"))
    request.app.state.desk.folder.change(lambda case: refused(case, which, at, how or "call", words))
    return _to(language, "what")


async def suggestion(request: Request, language: str) -> Response:
    """Notes all refusals that her messages suggest."""
    await request.form()

    def noted(case: Any) -> Any:
        for each in list(suggested(case)):
            case = with_refusal(case, each)
        return case

    request.app.state.desk.folder.change(noted)
    return _to(language, "what")


async def take_back(request: Request, language: str) -> Response:
    """Takes a refusal out again."""
    async with request.form() as form:
        nth = _place(form.get("nth"))
    request.app.state.desk.folder.change(lambda case: without_refusal(case, nth))
    return _to(language, "what")


async def letters(request: Request, language: str) -> Response:
    """Notes that a letter was sent."""
    desk = request.app.state.desk
    async with request.form() as form:
        whom, which, on, way = (str(form.get(name, "")) for name in ("whom", "which", "on", "way"))
    desk.folder.change(lambda case: sent(case, desk.pack, whom, which, on, way))
    return _to(language, "stop")


async def answers(request: Request, language: str) -> Response:
    """Notes the answer to a letter."""
    async with request.form() as form:
        nth, on, answer = _place(form.get("nth")), str(form.get("on", "")), str(form.get("answer", ""))
    request.app.state.desk.folder.change(lambda case: answered(case, nth, on, answer))
    return _to(language, "stop")


async def me(request: Request, language: str) -> Response:
    """Keeps what she says of herself."""
    async with request.form() as form:
        name, number, address, work = (
            str(form.get(each, "")) for each in ("name", "number", "address", "work")
        )
        alone = form.get("alone") == "yes"
    request.app.state.desk.folder.change(
        person_of(name=name, number=number, address=address, work=work, alone=alone)
    )
    return _to(language, "")


async def dossier(request: Request, language: str) -> Response:
    """Makes the dossier of the case as it stands."""
    desk = request.app.state.desk
    await request.form()
    await run_in_threadpool(
        make_dossier, desk.folder, desk.pack, tongue(language), dated(desk.folder.case(), None)
    )
    return _to(language, "dossier")


FORMS: Final[dict[str, Callable[..., Any]]] = {
    "evidence": evidence, "columns": columns, "leave": leave, "who": who, "refusal": refusal, "suggestion": suggestion,
    "take-back": take_back, "letters": letters, "answers": answers, "me": me, "dossier": dossier,
}  # fmt: skip


def _asked_again(request: Request, language: str, taken: list[Taken]) -> Response:
    """The list of evidence; with it the files about which she must be asked, or of which something is to be said."""
    telling_of = [each for each in taken if each.missing or each.unread or each.kept.alike or each.before]
    if not telling_of:
        return _to(language, "evidence")
    case = request.app.state.desk.folder.case()
    spoken = tongue(language)
    return HTMLResponse(drawn("evidence", spoken, case=case, telling=Telling(case, spoken), asked=telling_of))


def _pieces(file: UploadFile) -> Iterator[bytes]:
    file.file.seek(0)
    while piece := file.file.read(AT_ONCE):
        yield piece


def _place(told: object) -> int:
    if not str(told).isdecimal():
        raise RequestError("there is no such row", "nth")
    return int(str(told))


def _to(language: str, screen: str) -> RedirectResponse:
    return RedirectResponse(f"/{tongue(language)}/{screen}", 303)
