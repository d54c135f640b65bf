"""The six screens of her page, each drawn from the case as it stands.

Behind the page's links. Takes her folder; gives what stands on a screen. It changes nothing.
"""

from __future__ import annotations

import datetime as dt
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse

from ringfence.call.errors import RequestError
from ringfence.call.words import PARTIES, PURPOSES
from ringfence.doors.my.page import drawn
from ringfence.doors.my.pictures import days, hours
from ringfence.redress.callers import caller_of, groups
from ringfence.redress.case import Case
from ringfence.redress.folder import Folder
from ringfence.redress.happened import happened
from ringfence.redress.numbers import told_of
from ringfence.redress.papers.letters import LETTERS, letter
from ringfence.redress.papers.paper import Language
from ringfence.redress.papers.telling import Telling
from ringfence.redress.refusals import suggested
from ringfence.redress.steps import CONSENTS, HOWS, TRADES, WHOMS


async def home(request: Request, language: str) -> Response:
    """The five steps and where she stands."""
    case = request.app.state.desk.folder.case()
    done = {
        "evidence": len(case.files), "who": sum(each.confirmed for each in case.callers), "what": len(case.refusals),
        "stop": len(case.letters), "dossier": len(_dossiers(request.app.state.desk.folder)),
    }  # fmt: skip
    return HTMLResponse(drawn("home", tongue(language), done=done))


async def evidence(request: Request, language: str) -> Response:
    """What she brought, and a form to bring more."""
    case = request.app.state.desk.folder.case()
    return HTMLResponse(
        drawn("evidence", tongue(language), case=case, telling=Telling(case, tongue(language)), asked=None)
    )


async def who(request: Request, language: str) -> Response:
    """Groups of numbers to confirm, and callers that are."""
    case = request.app.state.desk.folder.case()
    waiting = [(group, caller_of(group, case)) for group in groups(case)]
    return HTMLResponse(
        drawn(
            "who", tongue(language), case=case, waiting=waiting, told=told_of, telling=Telling(case, tongue(language)),
            purposes=PURPOSES, parties=PARTIES, consents=CONSENTS, trades=TRADES,
        )
    )  # fmt: skip


async def what(request: Request, language: str) -> Response:
    """What happened, with pictures, her refusals, and the rules."""
    desk, spoken = request.app.state.desk, tongue(language)
    case = desk.folder.case()
    shown = await run_in_threadpool(_happenings, case, desk.pack)
    return HTMLResponse(
        drawn(
            "what", spoken, case=case, telling=Telling(case, spoken), happenings=shown, days=days, hours=hours, hows=HOWS,
            suggestions=list(suggested(case)), weekdays="一二三四五六日" if spoken == "zh" else "MTWTFSS",
        )
    )  # fmt: skip


async def stop(request: Request, language: str) -> Response:
    """Letters to copy, and the log of those that were sent."""
    desk, spoken = request.app.state.desk, tongue(language)
    case = desk.folder.case()
    telling, today = Telling(case, spoken), dt.datetime.now(ZoneInfo(case.person.zone)).date().isoformat()
    found = await run_in_threadpool(_happenings, case, desk.pack)
    letters = [(each, [(whom, letter(whom, each, telling)) for whom in LETTERS]) for each in found]
    return HTMLResponse(
        drawn("stop", spoken, case=case, telling=telling, letters=letters, whoms=WHOMS, today=today)
    )


async def dossier(request: Request, language: str) -> Response:
    """What a dossier will hold, what is missing, and those that were made."""
    desk, spoken = request.app.state.desk, tongue(language)
    case = desk.folder.case()
    missing = []
    if not any(each.confirmed for each in case.callers):
        missing.append("nobody named")
    if not case.person.name:
        missing.append("missing name")
    if not case.refusals:
        missing.append("missing refusal")
    return HTMLResponse(drawn("dossier", spoken, case=case, missing=missing, made=_dossiers(desk.folder)))


async def me(request: Request, language: str) -> Response:
    """What she says of herself."""
    case = request.app.state.desk.folder.case()
    work = (
        "-".join(f"{span // 3_600_000:02}:{span // 60_000 % 60:02}" for span in case.person.work)
        if case.person.work
        else ""
    )
    return HTMLResponse(drawn("me", tongue(language), case=case, work=work))


async def letter_text(request: Request, language: str, caller: str, whom: str) -> Response:
    """One letter as plain text."""
    desk, spoken = request.app.state.desk, tongue(language)
    case = desk.folder.case()
    known = case.caller(caller)
    if known is None or whom not in LETTERS:
        raise RequestError("there is no such letter", "letter")
    text = letter(whom, happened(case, known, desk.pack), Telling(case, spoken)).text()
    return PlainTextResponse(text)


async def made_file(request: Request, language: str, name: str, file: str) -> Response:
    """One file of a dossier."""
    tongue(language)
    folder = request.app.state.desk.folder.dossiers.resolve()
    path = (folder / name / file).resolve()
    # What comes of a name must lie in a dossier: a path of dots would lead elsewhere.
    if path.parent.parent != folder or not path.is_file():
        raise RequestError("there is no such file", "dossier")
    return FileResponse(path, media_type=mimetypes.guess_type(file)[0], filename=file)


SCREENS: Final[dict[str, Callable[..., Any]]] = {
    "": home, "evidence": evidence, "who": who, "what": what, "stop": stop, "dossier": dossier, "me": me,
    "letter/{caller}/{whom}": letter_text, "made/{name}/{file}": made_file,
}  # fmt: skip


def tongue(language: str) -> Language:
    """The tongue that an address names."""
    if language not in {"zh", "en"}:
        raise RequestError("a page is /zh/ or /en/", "language")
    return "en" if language == "en" else "zh"


def _happenings(case: Case, pack: Any) -> list[Any]:
    return [happened(case, caller, pack) for caller in case.callers if caller.confirmed]


def _dossiers(folder: Folder) -> list[Path]:
    return sorted(
        (each for each in folder.dossiers.iterdir() if each.is_dir() and not each.name.startswith(".")),
        reverse=True,
    )
