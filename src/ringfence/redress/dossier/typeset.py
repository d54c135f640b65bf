"""A paper set in type: PDF/A-3b with its Chinese font inside, the same bytes for the same paper.

Between words and signature. Takes a paper and the day it is dated; gives a PDF. It reads no other file and no font of the
machine, and asks nobody for anything.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst

from ringfence.redress.papers.paper import Language, Paper

TEMPLATE: Final = Path(__file__).with_name("page.typ")
FOOT: Final = ("铃界 · 不是法律意见", "Ringfence · not legal advice")


def typeset(paper: Paper, language: Language, dated: dt.datetime, fingerprint: str) -> bytes:
    """The paper as a PDF/A-3b; `dated` is the only moment in it, `fingerprint` that of the key that will sign it."""
    said = {
        "paper": json.dumps(paper.plain(), ensure_ascii=False), "language": language, "foot": FOOT[language == "en"],
        "fingerprint": fingerprint,
    }  # fmt: skip
    made = _compiler().compile(format="pdf", pdf_standards="a-3b", sys_inputs=said, timestamp=dated)
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> Any:
    return typst.Compiler(
        TEMPLATE, root=TEMPLATE.parent, font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files("noto_cjk_sans_otc"))]
        ),
    )  # fmt: skip
