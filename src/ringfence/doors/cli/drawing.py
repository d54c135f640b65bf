"""A table of a report as a terminal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table as Drawn

    from ringfence.doors.report.page import Table


def drawn(table: Table) -> Drawn:
    """The table for Rich; numbers stand on the right."""
    from rich.table import Table as Drawn  # noqa: PLC0415 - `--help` need not wait for it

    made = Drawn(title=table.title, box=None, title_justify="left", title_style="bold")
    for place, head in enumerate(table.heads):
        number = bool(table.rows) and isinstance(table.rows[0][place], int)
        made.add_column(head, justify="right" if number else "left")
    for row in table.rows:
        made.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    return made
