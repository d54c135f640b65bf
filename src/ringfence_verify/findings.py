"""What a verification found: each thing that does not hold, by the name of its file."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Findings:
    """What holds and what does not; `fingerprint` is that of the key that signed, for a person to compare."""

    wrong: list[tuple[str, str]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    fingerprint: str = ""

    def add(self, name: str, words: str) -> None:
        """Notes that something of a file does not hold."""
        self.wrong.append((name, words))

    def hold(self, words: str) -> None:
        """Notes that something holds."""
        self.held.append(words)

    @property
    def clean(self) -> bool:
        """Whether everything holds."""
        return not self.wrong
