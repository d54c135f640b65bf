"""The leaves held against the tree: tiles, and the signed heads.

The second step of a verification. A leaf whose body and hash were rewritten together is found here: its tile,
or the next tree head, tells of other leaves. What can be named then is the block of 256 it lies in, and in
it the stretch between the last head that holds and the first that does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from ringfence.call.errors import EvidenceError
from ringfence.evidence.check_leaves import LeavesSeen
from ringfence.evidence.findings import Findings, leaves_in_words, stretch
from ringfence.evidence.head import TreeHead, key_id, verify_head
from ringfence.evidence.keyring import Keyring
from ringfence.evidence.reading import LogReader
from ringfence.evidence.tree import TILE, Subtree, root, tiled

MOST_WEIGHED = 8
"""Disputed blocks under one head of which every combination is tried; more are tried all one way."""


@dataclass(slots=True)
class Blocks:
    """The roots by which heads are checked; `disputed` blocks have leaves and a tile that differ.

    `found` is what the rows give for a disputed block, `verdict` which of the two a head then upheld.
    """

    chosen: dict[int, bytes] = field(default_factory=dict)
    disputed: dict[int, bytes] = field(default_factory=dict)
    verdict: dict[int, str] = field(default_factory=dict)


class Tree:
    """Holds a log's leaves against its tiles and heads."""

    def __init__(self, reader: LogReader, keyring: Keyring, seen: LeavesSeen, findings: Findings) -> None:
        self.reader, self.seen, self.findings = reader, seen, findings
        self._keys = {
            key_id(public): public for public in (epoch.signing_key.public_key() for epoch in keyring.epochs)
        }
        self._tiles = {(tile.level, tile.place): tile.root for tile in reader.tiles()}
        self._blocks = Blocks()
        self._trunk: Subtree | None = None
        self._failing: list[int] = []
        self._holding: list[int] = []

    def check(self) -> None:
        """Notes every tile, head and stretch of leaves that does not hold."""
        heads = [head for head in self.reader.heads() if self._is_signed(head)]
        self.findings.covered = max((head.size for head in heads), default=0)
        self._check_ends()
        self._choose_blocks()
        for head in heads:
            self._weigh(head)
        self._tell_blocks()
        self._tell_heads()
        self._check_upper_tiles()

    # ---- heads by themselves

    def _is_signed(self, head: TreeHead) -> bool:
        key = self._keys.get(head.key_id)
        self.findings.heads += 1
        if key is not None and verify_head(key, head):
            return True
        why = "its signature does not hold" if key else f"no key of the keyring is named `{head.key_id}`"
        words = f"tree head `{head.size}` was altered: {why}; restore it from a copy"
        self.findings.add("tree_head", head.size, "altered", words)
        return False

    def _check_ends(self) -> None:
        """The log reaches as far as its newest head, and its heads as far as its tiles."""
        covered, size = self.findings.covered, self.seen.size
        if covered > size:
            self.seen.missing.append(range(size, covered))
            words = f"{leaves_in_words(size, covered - 1)} missing at the log's end, though tree head"
            words += f" `{covered}` signs what was there; restore from a copy"
            self.findings.add("leaf", stretch(size, covered - 1), "dropped", words)
        reach = max(((place + 1) * TILE**level for level, place in self._tiles), default=0)
        if reach > covered:
            words = f"the tree head over leaf `{reach - 1}` is missing: a tile covers it; restore from a copy"
            self.findings.add("tree_head", f"{reach} or later", "dropped", words)

    # ---- blocks of 256

    def _choose_blocks(self) -> None:
        full = min(self.findings.covered, self.seen.size) // TILE
        places = {*self.seen.blocks, *(place for level, place in self._tiles if level == 1), *range(full)}
        for place in sorted(places):
            self._choose(place, self._tiles.get((1, place)), covered=place < full)

    def _choose(self, place: int, tile: bytes | None, *, covered: bool) -> None:
        found = self.seen.blocks.get(place)
        if tile is None or found != tile:
            found = self._mended(place, found, tile)
        if tile is None and covered:
            self.findings.add(
                "tile", f"1/{place}", "dropped", f"tile `1/{place}` is missing; restore from a copy"
            )
        if tile is not None and found is not None and found != tile:
            self._blocks.disputed[place] = found
        elif tile is not None and found is None and place * TILE < self.seen.size:
            self._tell_unproven(place)
        if (chosen := tile or found) is not None:
            self._blocks.chosen[place] = chosen

    def _mended(self, place: int, found: bytes | None, tile: bytes | None) -> bytes | None:
        """The block's root with what was moved put back and altered hashes made anew; None if it has gaps."""
        start = place * TILE
        home = {seq: hash_ for seq, hash_ in self.seen.home.items() if start <= seq < start + TILE}
        hashed = {seq: hash_ for seq, hash_ in self.seen.hashed.items() if start <= seq < start + TILE}
        if not home and not hashed:
            return found
        rows = self.reader.hashes(start, start + TILE)
        tries = [{**rows, **home}, {**rows, **home, **hashed}]
        roots = [root(each[seq] for seq in sorted(each)) for each in tries if len(each) == TILE]
        return next((each for each in roots if each == tile), roots[0] if roots else None)

    def _tell_unproven(self, place: int) -> None:
        first, last = place * TILE, (place + 1) * TILE - 1
        words = (
            f"{leaves_in_words(first, last)} cannot be held against their tile while some of them are missing"
        )
        self.findings.add("leaf", stretch(first, last), "unproven", words)

    # ---- heads against blocks

    def _weigh(self, head: TreeHead) -> None:
        """Notes whether a head holds, and which side of the disputed blocks under it makes it hold."""
        if head.size > self.seen.size:
            return
        blocks = self._blocks
        open_ = [
            place
            for place in blocks.disputed
            if place not in blocks.verdict and (place + 1) * TILE <= head.size
        ]
        tail = range(head.size - head.size % TILE, head.size)
        try:
            for sides in _ways(len(open_)):
                tried = dict(zip(open_, sides, strict=True))
                if any(subtree(0, head.size) == head.root for subtree in self._readings(tried, tail)):
                    self._uphold(head.size, tried)
                    return
        except EvidenceError:
            # Leaves or tiles it rests on are gone, and were named.
            return
        self._failing.append(head.size)

    def _uphold(self, size: int, tried: dict[int, str]) -> None:
        blocks = self._blocks
        self._holding.append(size)
        blocks.verdict.update(tried)
        if altered := {place: blocks.disputed[place] for place, side in tried.items() if side == "tile"}:
            blocks.chosen.update(altered)
            self._trunk = None

    def _readings(self, tried: dict[int, str], tail: range) -> Iterator[Subtree]:
        """The ways to read the log under one head: by the rows' hashes, and by bodies that differ."""
        altered = {place: self._blocks.disputed[place] for place, side in tried.items() if side == "tile"}
        blocks = {**self._blocks.chosen, **altered} if altered else self._blocks.chosen
        if altered or self._trunk is None:
            plain = tiled(_View(self.reader, self.seen.home, blocks))
            self._trunk = self._trunk if altered else plain
            yield plain
        else:
            yield self._trunk
        if any(seq in self.seen.hashed for seq in tail):
            yield tiled(_View(self.reader, {**self.seen.home, **self.seen.hashed}, blocks))

    def _tell_blocks(self) -> None:
        for place in self._blocks.disputed:
            verdict = self._blocks.verdict.get(place)
            if verdict == "tile":
                words = f"tile `1/{place}` was altered: the signed root tells another; gather the log anew"
                self.findings.add("tile", f"1/{place}", "altered", words)
                continue
            start, stop = self._narrowed(place * TILE, (place + 1) * TILE)
            words = f"one at least of {leaves_in_words(start, stop - 1)} was altered together with its hash"
            if verdict is None:
                words += f", or tile `1/{place}` was"
            words += f": block `{place}` is not what its tile tells; restore it from a copy"
            self.findings.add("leaf", stretch(start, stop - 1), "altered", words)

    def _narrowed(self, start: int, stop: int) -> tuple[int, int]:
        """A stretch cut down by the heads that end inside it."""
        stop = min((size for size in self._failing if start < size <= stop), default=stop)
        start = max((size for size in self._holding if start < size < stop), default=start)
        return start, stop

    def _tell_heads(self) -> None:
        good = max(self._holding, default=0)
        for size in self._failing:
            if size < good and (size // TILE) not in self._blocks.disputed:
                words = f"tree head `{size}` signs a log that this one does not continue: it was forked;"
                words += " ask its keeper"
                self.findings.add("tree_head", size, "altered", words)
        later = [size for size in self._failing if size > good]
        if later and not any(good <= place * TILE < later[0] for place in self._blocks.disputed):
            self._tell_stretch(good, min(later))

    def _tell_stretch(self, good: int, size: int) -> None:
        """Names the leaves between a head that holds and one that does not, first those no tile covers."""
        since = max(good, size - size % TILE) if size % TILE else good
        words = f"one at least of {leaves_in_words(since, size - 1)} was altered together with its hash: "
        words += f"they are not what tree head `{size}` signs; restore them from a copy"
        if since > good:
            words += f"; if none of them was, one of {leaves_in_words(good, since - 1)} was, with its tile"
        self.findings.add("leaf", stretch(since, size - 1), "altered", words)

    # ---- tiles above

    def _check_upper_tiles(self) -> None:
        roots, level = self._blocks.chosen, 1
        while roots:
            level += 1
            above = {}
            for place in {place // TILE for place in roots}:
                below = range(place * TILE, (place + 1) * TILE)
                if all(each in roots for each in below):
                    above[place] = root(roots[each] for each in below)
            for place in sorted(above):
                self._check_upper(level, place, above[place])
            roots = above

    def _check_upper(self, level: int, place: int, found: bytes) -> None:
        tile = self._tiles.get((level, place))
        if tile is None and (place + 1) * TILE**level <= self.findings.covered:
            words = f"tile `{level}/{place}` is missing; restore from a copy"
            self.findings.add("tile", f"{level}/{place}", "dropped", words)
        elif tile is not None and tile != found:
            words = (
                f"tile `{level}/{place}` was altered: the tiles under it tell another; gather the log anew"
            )
            self.findings.add("tile", f"{level}/{place}", "altered", words)


class _View:
    """The log as it is weighed: rows with some hashes put in place, and for each block the root tried."""

    def __init__(self, reader: LogReader, instead: dict[int, bytes], blocks: dict[int, bytes]) -> None:
        self._reader, self._instead, self._blocks = reader, instead, blocks

    def leaves(self, start: int, stop: int) -> list[bytes]:
        rows = self._reader.hashes(start, stop)
        rows |= {seq: self._instead[seq] for seq in range(start, stop) if seq in self._instead}
        return [rows[seq] for seq in sorted(rows)]

    def tile(self, level: int, place: int) -> bytes:
        if level == 1:
            if place not in self._blocks:
                raise EvidenceError(f"block `{place}` is not all there: restore it from a copy")
            return self._blocks[place]
        return root(self.tile(level - 1, each) for each in range(place * TILE, (place + 1) * TILE))


def _ways(disputed: int) -> list[tuple[str, ...]]:
    """Which side of each disputed block may have been altered, all leaves first."""
    if disputed <= MOST_WEIGHED:
        return list(product(("leaves", "tile"), repeat=disputed))
    return [("leaves",) * disputed, ("tile",) * disputed]
