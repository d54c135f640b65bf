"""What a monitor reads: how many requests, of which kind, how long they took, and what was answered.

Around every route. Counts in memory; gives Prometheus' text. No label of it is a person's, a number or an id.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
MEDIA: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(slots=True)
class Metrics:
    """Counts requests by route and status, and how long they took by route."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    spent: Counter[str] = field(default_factory=Counter)
    within: Counter[tuple[str, float]] = field(default_factory=Counter)

    def note(self, route: str, status: int, seconds: float) -> None:
        """Counts one request."""
        self.requests[route, status] += 1
        self.spent[route] += seconds  # type: ignore[assignment]  # a Counter adds floats as well
        for bound in BOUNDS:
            if seconds <= bound:
                self.within[route, bound] += 1

    def text(self) -> str:
        """All counts as Prometheus reads them."""
        lines = [
            "# HELP ringfence_requests_total Requests by route and status.",
            "# TYPE ringfence_requests_total counter",
        ]
        lines += [
            f'ringfence_requests_total{{route="{route}",status="{status}"}} {count}'
            for (route, status), count in sorted(self.requests.items())
        ]
        lines += [
            "# HELP ringfence_request_seconds How long requests took.",
            "# TYPE ringfence_request_seconds histogram",
        ]
        for route in sorted({route for route, _ in self.requests}):
            whole = sum(count for (name, _), count in self.requests.items() if name == route)
            lines += [
                f'ringfence_request_seconds_bucket{{route="{route}",le="{bound}"}} {self.within[route, bound]}'
                for bound in BOUNDS
            ]
            lines.append(f'ringfence_request_seconds_bucket{{route="{route}",le="+Inf"}} {whole}')
            lines.append(f'ringfence_request_seconds_sum{{route="{route}"}} {self.spent[route]:.6f}')
            lines.append(f'ringfence_request_seconds_count{{route="{route}"}} {whole}')
        return "\n".join(lines) + "\n"
