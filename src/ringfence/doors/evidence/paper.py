"""A bill as PDF, read into rows of cells by where its words stand on the page.

Beside `table`. A PDF may be anybody's: it is read in a process of its own that may take so much memory and time and no
more, and gives nothing back but text. Takes a path; gives rows of cells. What is only a picture has no words, and is said.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from ringfence.call.errors import ListError

MOST_PAGES: Final = 400
MOST_SECONDS: Final = 50
MOST_MEMORY: Final = 1 << 30
MOST_SAID: Final = 32 << 20
SAME_LINE: Final = 3.0
"""Points by which words of one line may stand higher or lower."""
GAP: Final = 2.2
"""How many signs' widths between two words make two cells of them, where no column's name says so."""
PASSWORD, NOT_WHOLE, TOO_LONG = 3, 4, 5


def paper_cells(path: Path, name: str) -> list[list[str]]:
    """The rows of a PDF's lines; ListError says what to do about one that cannot be read."""
    try:
        done = subprocess.run(  # noqa: S603 - this very program, on a file in her own folder
            [sys.executable, "-m", "ringfence.doors.evidence.paper", str(path)],
            capture_output=True, timeout=MOST_SECONDS + 10, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ListError(
            f"`{name}` takes too long to read; bring the months that matter, or as XLSX or CSV"
        ) from None
    if done.returncode == PASSWORD:
        raise ListError(
            f"`{name}` is under a password; open it, print it to a PDF without one, and bring that"
        )
    if done.returncode == TOO_LONG:
        raise ListError(f"`{name}` has more than {MOST_PAGES} pages; bring the months that matter")
    if done.returncode:
        raise ListError(
            f"`{name}` cannot be read as a PDF: is it whole? it stays as evidence; bring the bill as XLSX or CSV"
        )
    rows: list[list[str]] = json.loads(done.stdout)
    if not rows:
        raise ListError(
            f"`{name}` has no words, only pictures; it stays as evidence. Ask the carrier for XLSX, CSV or a text PDF"
        )
    return rows


def _rows(path: Path) -> Iterator[list[str]]:
    import pdfplumber  # noqa: PLC0415 - only the process apart loads it

    with pdfplumber.open(path) as pdf:
        if len(pdf.pages) > MOST_PAGES:
            sys.exit(TOO_LONG)
        columns: list[tuple[float, float]] = []
        for page in pdf.pages:
            for line in _lines(page.extract_words(x_tolerance=1.5, keep_blank_chars=False)):
                cells, bounds = _cells(line, columns)
                # The line with most cells of words, not of figures, names the columns of those below.
                if len(bounds) >= 3 and not any(sign.isdigit() for cell in cells for sign in cell):
                    columns = bounds
                yield cells
            page.close()


def _lines(words: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    line: list[dict[str, Any]] = []
    for word in sorted(words, key=lambda each: (round(each["top"] / SAME_LINE), each["x0"])):
        if line and abs(word["top"] - line[0]["top"]) > SAME_LINE:
            yield sorted(line, key=lambda each: each["x0"])
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda each: each["x0"])


def _cells(
    line: Sequence[dict[str, Any]], columns: Sequence[tuple[float, float]]
) -> tuple[list[str], list[tuple[float, float]]]:
    """The cells of a line and where each stands: under the columns' names if there are such, else by the gaps."""
    cells: list[str] = []
    bounds: list[tuple[float, float]] = []
    for word in line:
        width = (word["x1"] - word["x0"]) / max(len(word["text"]), 1)
        if bounds and word["x0"] - bounds[-1][1] < GAP * width / 2 and not _apart(bounds[-1], word, columns):
            cells[-1] += f" {word['text']}"
            bounds[-1] = (bounds[-1][0], word["x1"])
        else:
            cells.append(word["text"])
            bounds.append((word["x0"], word["x1"]))
    if not columns or not any(sign.isdigit() for cell in cells for sign in cell):
        return cells, bounds
    placed = [""] * len(columns)
    for cell, (left, right) in zip(cells, bounds, strict=True):
        place = min(range(len(columns)), key=lambda each: _distance(columns[each], left, right))
        placed[place] = f"{placed[place]} {cell}".strip()
    return placed, bounds


def _apart(before: tuple[float, float], word: dict[str, Any], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether two words lie under two columns."""
    if not columns:
        return False
    first, second = (
        min(range(len(columns)), key=lambda each: _distance(columns[each], left, right))
        for left, right in (before, (word["x0"], word["x1"]))
    )
    return first != second


def _distance(column: tuple[float, float], left: float, right: float) -> float:
    """How far a cell stands from a column: nothing where they overlap, and then by their middles."""
    overlap = min(column[1], right) - max(column[0], left)
    return (-overlap, 0.0)[0] if overlap > 0 else abs((column[0] + column[1]) / 2 - (left + right) / 2)


def _main(path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY * 2, MOST_MEMORY * 2))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    from pdfminer.pdfdocument import PDFPasswordIncorrect  # noqa: PLC0415 - as above
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415 - as above

    try:
        said = json.dumps(list(_rows(path)), ensure_ascii=False).encode()
    except PdfminerException as error:
        sys.exit(PASSWORD if error.args and isinstance(error.args[0], PDFPasswordIncorrect) else NOT_WHOLE)
    except (MemoryError, RecursionError):
        sys.exit(NOT_WHOLE)
    sys.stdout.buffer.write(said[:MOST_SAID] if len(said) <= MOST_SAID else b"[]")


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
