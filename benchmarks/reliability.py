"""A reliability picture: what was expected against what happened, on logarithmic axes, a panel for each set of odds.

Beside the benchmark of closures. Takes rows as `ringfence.learning.calibration` gives them; gives an SVG. A point on the
line says that the odds were true; above it more happened than was told. Groups in which nothing happened lie on the lower edge.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

SIDE, MARGIN, TITLE, ACROSS = 220, 46, 26, 4
LOW, HIGH = 1e-4, 1.0
TICKS = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
INK, GRID, POINT = "#24292f", "#d0d7de", "#0550ae"


def picture(panels: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """All panels side by side, four in a row; each has a title and its groups (`count`, `expected`, `happened`)."""
    rows = -(-len(panels) // ACROSS)
    width, height = (
        min(len(panels), ACROSS) * (SIDE + MARGIN) + MARGIN,
        rows * (SIDE + MARGIN + TITLE) + MARGIN,
    )
    drawn = [
        _panel(title, groups, MARGIN + place % ACROSS * (SIDE + MARGIN), TITLE + place // ACROSS * (SIDE + MARGIN + TITLE))
        for place, (title, groups) in enumerate(panels.items())
    ]  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{"".join(drawn)}'
        f'<text x="{width / 2}" y="{height - 12}" text-anchor="middle" fill="{INK}">odds that were told (across) and share that was closed'
        " (up), a day and line; size: how many line-days</text></svg>\n"
    )


def _panel(title: str, groups: Sequence[Mapping[str, Any]], left: float, top: float) -> str:
    most = max((each["count"] for each in groups), default=1)
    parts = [f'<text x="{left}" y="{top - 8}" fill="{INK}" font-weight="bold">{escape(title)}</text>']
    for tick in TICKS:
        x, y = left + _at(tick), top + SIDE - _at(tick)
        parts.append(f'<path d="M{x:.1f} {top}V{top + SIDE}M{left} {y:.1f}H{left + SIDE}" stroke="{GRID}"/>')
        parts.append(f'<text x="{left - 5}" y="{y + 4:.1f}" text-anchor="end" fill="{INK}">{tick:g}</text>')
        parts.append(
            f'<text x="{x:.1f}" y="{top + SIDE + 14}" text-anchor="middle" fill="{INK}">{tick:g}</text>'
        )
    parts.append(
        f'<path d="M{left} {top + SIDE}L{left + SIDE} {top}" stroke="{INK}" stroke-dasharray="4 3"/>'
    )
    for each in groups:
        x, y = left + _at(each["expected"]), top + SIDE - _at(each["happened"])
        size = 3 + 6 * math.sqrt(each["count"] / most)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{POINT}" fill-opacity="0.65"/>')
    return "".join(parts)


def _at(value: float) -> float:
    """How far along an axis a share lies."""
    held = min(max(value, LOW), HIGH)
    return SIDE * (math.log10(held) - math.log10(LOW)) / (math.log10(HIGH) - math.log10(LOW))
