"""A dossier made: its folder with the signed PDF, the signed bundle, the evidence, and how to check all of it.

Where the person's side hands something out. Takes her folder, a pack and a day; gives the dossier's folder, there only
when it is whole. Evidence goes in as it came; whatever differs from what was taken in stops it.
"""

from __future__ import annotations

import datetime as dt
import json
import mimetypes
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ringfence.call.errors import EvidenceError
from ringfence.policy.rule import Pack
from ringfence.redress.case import Case, KeptFile
from ringfence.redress.dossier.bundle import Attached, hash_of, vcon
from ringfence.redress.dossier.contents import dossier
from ringfence.redress.dossier.signed import OwnKey
from ringfence.redress.dossier.typeset import typeset
from ringfence.redress.folder import Folder
from ringfence.redress.happened import happened
from ringfence.redress.papers.paper import Language
from ringfence.redress.sealed import read_receipts

PDF, BUNDLE, HOW_TO = "dossier.pdf", "dossier.vcon.json", "VERIFY.txt"
UNSAFE: Final = re.compile(r"[^\w.\-()（）一-鿿]+")
LONGEST_NAME: Final = 80
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A dossier: where it lies, the fingerprint of the key that signed it, how many contacts and pieces of evidence."""

    path: Path
    fingerprint: str
    contacts: int
    evidence: int


def make_dossier(
    folder: Folder, pack: Pack, language: Language, dated: dt.datetime, progress: Progress | None = None
) -> Made:
    """The dossier of a case as it stands; `dated` is the only moment in it that is not evidence's."""
    tell = progress or (lambda _step, _done: None)
    case = folder.case()
    callers = [caller for caller in case.callers if caller.confirmed]
    if not callers:
        raise EvidenceError("nobody is named yet: say first who called, and confirm it")
    for name, wrong in folder.altered(case):
        raise EvidenceError(
            f"`{name}` is {wrong} since it was taken in; bring the file again as it came, or take it out"
        )
    key = OwnKey(folder.path / "keys")
    tell("judge", 0.1)
    what = [happened(case, caller, pack) for caller in callers]
    sealed = [
        read_receipts(folder.file(each.digest).read_bytes()) for each in case.files if each.kind == "receipt"
    ]
    tell("write", 0.5)
    paper = dossier(case, pack, what, sealed, language)
    pdf = key.sign_pdf(typeset(paper, language, dated, key.fingerprint))
    tell("sign", 0.8)
    target = folder.dossiers / f"{dated:%Y-%m-%d}-{language}"
    _fill(
        target,
        folder,
        case,
        key,
        pdf,
        lambda attached: vcon(case, what, attached, dated, paper.title),
        language,
    )
    tell("sign", 1.0)
    return Made(target, key.fingerprint, sum(len(each.contacts) for each in what), len(case.files))


def _fill(
    target: Path, folder: Folder, case: Case, key: OwnKey, pdf: bytes, bundle: Callable[[list[Attached]], bytes], language: Language,
) -> None:  # fmt: skip
    """Writes the dossier's folder, under its final name only when it is whole."""
    part = folder.dossiers / f".{target.name}.part"
    shutil.rmtree(part, ignore_errors=True)
    try:
        (part / "evidence").mkdir(parents=True, mode=0o700)
        attached = [
            _write(part, PDF, "dossier", pdf),
            _write(part, HOW_TO, "how to verify", how_to(key.fingerprint, language)),
        ]
        attached += [_copied(folder, part, kept, nth) for nth, kept in enumerate(case.files, 1)]
        signed = key.sign_json(bundle(attached))
        (part / BUNDLE).write_bytes(json.dumps(signed, sort_keys=True, separators=(",", ":")).encode())
        shutil.rmtree(target, ignore_errors=True)
        part.replace(target)
    except OSError as error:
        raise EvidenceError(f"the dossier could not be written: {error.strerror}; free some space") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def named_in(kept: KeptFile, nth: int) -> str:
    """The name of a piece of evidence in a dossier: its number in the catalogue, and the name she knows it by."""
    name = UNSAFE.sub("_", Path(kept.name).name).strip("._") or "file"
    return f"evidence/{nth:03}-{name[-LONGEST_NAME:]}"


def how_to(fingerprint: str, language: Language) -> bytes:
    """How anybody checks a dossier without trusting whoever made it."""
    english = (
        "Anybody can check this folder, on any machine with Python:\n\n    pip install ringfence\n    ringfence-verify .\n\n"
        "It says which file was altered, dropped or added, if any. The key that signed it has this fingerprint; compare it with\n"
        f"the one on the last line of each page of dossier.pdf, or as its owner reads it out:\n\n    {fingerprint}\n"
    )
    chinese = (
        "任何人都可以核对本文件夹，只需一台装有 Python 的电脑：\n\n    pip install ringfence\n    ringfence-verify .\n\n"
        "若有文件被改动、缺失或增加，程序会逐一指出。签名所用密钥的指纹如下，请与 dossier.pdf 每页页脚所印、或本人口述的指纹核对：\n\n"
        f"    {fingerprint}\n"
    )
    return (chinese if language == "zh" else english).encode()


def _write(part: Path, name: str, purpose: str, content: bytes) -> Attached:
    (part / name).write_bytes(content)
    return Attached(name, purpose, mimetypes.guess_type(name)[0] or "text/plain", hash_of(content))


def _copied(folder: Folder, part: Path, kept: KeptFile, nth: int) -> Attached:
    name = named_in(kept, nth)
    content = folder.file(kept.digest).read_bytes()
    (part / name).write_bytes(content)
    media = mimetypes.guess_type(kept.name)[0] or "application/octet-stream"
    return Attached(name, f"evidence {nth}: {kept.kind}", media, hash_of(content))
