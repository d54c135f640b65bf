"""The bundle: a vCon that names everybody, every contact, and every file that belongs to a dossier with its hash.

Beside the PDF. Takes the case, what was judged, and the files as they will lie there; gives the container's bytes before
it is signed (draft-ietf-vcon-vcon-core, syntax 0.4.0). The same case gives the same bytes. Files lie beside it and are
known by their SHA-512, so that nothing has to be unpacked to be looked at.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256, sha512
from typing import Any, Final

from ringfence.redress.case import Case
from ringfence.redress.happened import Happened

SYNTAX: Final = "0.4.0"
NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:ringfence:dossier")
HER: Final = 0


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that lies in the dossier's folder: its name there, what it is for, its media type and hash."""

    name: str
    purpose: str
    media_type: str
    sha512: bytes


def vcon(
    case: Case, what: Sequence[Happened], attached: Sequence[Attached], dated: dt.datetime, subject: str
) -> bytes:
    """The container as canonical JSON."""
    told = {
        "vcon": SYNTAX,
        "created_at": _moment(dated),
        "subject": subject,
        "parties": [_her(case), *(_party(each) for each in what)],
        "dialog": [dialog for place, each in enumerate(what, 1) for dialog in _dialogs(each, place)],
        "analysis": [_analysis(each, place) for place, each in enumerate(what, 1)],
        "attachments": [_attachment(each, dated) for each in attached],
    }
    told["uuid"] = str(uuid.uuid5(NAMESPACE, sha256(_canonical(told)).hexdigest()))
    return _canonical(told)


def hash_of(content: bytes) -> bytes:
    """The hash by which the bundle knows a file."""
    return sha512(content).digest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _moment(when: dt.datetime) -> str:
    return when.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _at(ms: int) -> str:
    return _moment(dt.datetime.fromtimestamp(ms / 1000, dt.UTC))


def _her(case: Case) -> dict[str, Any]:
    return {
        key: value
        for key, value in (("name", case.person.name), ("tel", case.person.number), ("role", "recipient"))
        if value
    }


def _party(what: Happened) -> dict[str, Any]:
    told: dict[str, Any] = {
        "role": "caller",
        "meta": {"numbers": list(what.caller.numbers), "known_by": what.caller.known_by or "her"},
    }
    if what.caller.name:
        told["name"] = what.caller.name
    if what.caller.numbers:
        told["tel"] = what.caller.numbers[0]
    return told


def _dialogs(what: Happened, place: int) -> list[dict[str, Any]]:
    """Messages with their text, and calls that were not answered; of a call that was, only its length is known."""
    found = []
    for each in what.contacts:
        contact = each.contact
        common = {"start": _at(contact.at), "parties": [place, HER], "originator": place}
        if contact.channel == "sms":
            found.append(
                {
                    **common,
                    "type": "text",
                    "mediatype": "text/plain",
                    "body": contact.text,
                    "encoding": "none",
                }
            )
        elif contact.answered is False:
            found.append({**common, "type": "incomplete", "disposition": "no-answer"})
        elif contact.seconds is not None:
            found.append({**common, "type": "recording", "duration": contact.seconds})
    return found


def _analysis(what: Happened, place: int) -> dict[str, Any]:
    """Which rule speaks against which contact: surely, or unless the caller shows what is missing."""
    body = [
        {
            "at": _at(each.contact.at), "number": each.contact.number,
            "stands": [[where.digest, where.row] for where in each.contact.stands],
            "broken": [breach.rule for breach in each.breaches if breach.sure == "broken"],
            "unless_shown": [breach.rule for breach in each.breaches if breach.sure == "unless_shown"],
        }
        for each in what.contacts
    ]  # fmt: skip
    return {
        "type": "report", "vendor": "ringfence", "product": "plain evaluator", "mediatype": "application/json",
        "encoding": "json", "body": {"party": place, "contacts": body},
    }  # fmt: skip


def _attachment(each: Attached, dated: dt.datetime) -> dict[str, Any]:
    digest = base64.urlsafe_b64encode(each.sha512).rstrip(b"=").decode()
    return {
        "purpose": each.purpose, "start": _moment(dated), "party": HER, "mediatype": each.media_type,
        "filename": each.name, "url": each.name, "content_hash": f"sha512-{digest}",
    }  # fmt: skip
