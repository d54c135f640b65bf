"""The example, from end to end: a fresh ledger, facts brought, the real list screened, the summary printed.

`make run` calls it. It makes the setting (`setting.py`), opens a ledger that did not exist, brings what
happened before, screens 33,358 calls with the pack `thread`, and says what came out, what was real in it
and what was made.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import setting
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from words import LANGUAGES, WORDS, language

import ringfence
from ringfence.call.verdict import ANSWERS
from ringfence.wiring.screening import Screened

FACTS = ("line", "listing", "listing_entry", "recipient", "proof", "stop", "call")


def run(out: Path, words: dict[str, str], console: Console) -> None:
    """Nothing; the verdicts are in `out` and the summary has been printed."""
    db, verdicts, facts = out / "campaign.db", out / "verdicts.parquet", out / "campaign"
    forget(db)
    with bars(console) as progress:
        with bar(progress, words["making"]):
            setting.write(facts)
        with ringfence.open(db, pack="thread") as house:
            for relation in FACTS:
                with bar(progress, f"{words['bringing']}: {words[relation]}") as told:
                    house.bring(relation, facts / f"{relation}.parquet", progress=told)
            with bar(progress, f"{words['screening']}: {words['list']}") as told:
                screened = house.screen(facts / "list.csv", out=verdicts, progress=told)
            says = {rule.id: rule.terms.text for rule in house.pack.rules}
    console.print()
    console.print(answers(screened, words))
    console.print(rules(screened, says, words))
    console.print(words["more"])
    unknown = sum(count.rows for count in screened.by_rule if count.unknown)
    console.print(words["unknowns"].format(rows=unknown))
    console.print()
    for said in ("real", "made", "law"):
        console.print(words[said])
    console.print(words["where"].format(out=verdicts, leaf=screened.leaf, db=db), highlight=False)


def forget(db: Path) -> None:
    """Nothing; the ledger of an earlier run is gone, with its keys, its write-ahead log and its mirror."""
    shutil.rmtree(db.with_name(db.name + ".mirror"), ignore_errors=True)
    for ending in ("", "-wal", "-shm", ".keys"):
        db.with_name(db.name + ending).unlink(missing_ok=True)
    db.parent.mkdir(parents=True, exist_ok=True)


def bars(console: Console) -> Progress:
    """Room for the progress bars."""
    shown = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    return Progress(*shown, console=console)


@contextmanager
def bar(progress: Progress, what: str) -> Iterator[Callable[[str, float], None]]:
    """A new bar, as what is told which step is at work and which share is done; full in the end."""
    task = progress.add_task(what, total=1.0)
    yield lambda _step, share: progress.update(task, completed=share)
    progress.update(task, completed=1.0)


def answers(screened: Screened, words: dict[str, str]) -> Table:
    """The four answers and their shares."""
    table = Table(title=words["title"].format(rows=screened.rows, seconds=screened.seconds))
    table.add_column(words["answer"])
    table.add_column(words["calls"], justify="right")
    table.add_column(words["share"], justify="right")
    for answer in ANSWERS:
        count = screened.answers.get(answer, 0)
        table.add_row(words[answer], f"{count:,}", f"{count / max(screened.rows, 1):.1%}")
    return table


def rules(screened: Screened, says: dict[str, object], words: dict[str, str]) -> Table:
    """The rules that spoke: what each says, how often it was sure and how often a fact was unknown."""
    table = Table(show_lines=True)
    table.add_column(words["rule"], overflow="fold")
    table.add_column(words["known"], justify="right", no_wrap=True)
    table.add_column(words["unknown"], justify="right", no_wrap=True)
    spoke: dict[str, dict[bool, list[str]]] = {}
    for count in screened.by_rule:
        said = f"{count.effect} {count.rows:,}"
        spoke.setdefault(count.rule, {}).setdefault(count.unknown, []).append(said)
    for rule, said in sorted(spoke.items()):
        text = getattr(says.get(rule), words["language"], "")
        table.add_row(
            f"[bold]{rule}[/]\n{text}", "\n".join(said.get(False, ())), "\n".join(said.get(True, ()))
        )
    return table


def main() -> None:
    """Reads the command line and runs the example."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--out", type=Path, default=Path("out"), help="folder for the ledger and the verdicts"
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=language(), help="the language of the summary")
    given = parser.parse_args()
    run(given.out, WORDS[given.lang] | {"language": given.lang}, Console())


if __name__ == "__main__":
    main()
