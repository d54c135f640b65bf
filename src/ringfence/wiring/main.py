"""The program's entry: the command line, handed what opens the house."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ringfence.call.errors import RequestError
from ringfence.doors.cli.main import command_line
from ringfence.doors.cli.needs import Listening, Openers, Progress

if TYPE_CHECKING:
    from ringfence.caller.bring import Brought
    from ringfence.evidence.findings import Findings
    from ringfence.policy.examples import Example
    from ringfence.policy.rule import Pack
    from ringfence.policy.trial import Tested
    from ringfence.sharing.keyholder import Keyholder
    from ringfence.wiring.carrier.house import Carrier
    from ringfence.wiring.examined import Examined
    from ringfence.wiring.explained import Explained
    from ringfence.wiring.house import Ringfence
    from ringfence.wiring.lines import Lines
    from ringfence.wiring.webhooks import Webhooks

# Each opener loads what it opens when it is used: `ringfence --help` should not wait for engines.


def _house(db: str, pack: str) -> Ringfence:
    from ringfence.wiring.bootstrap import open_house  # noqa: PLC0415

    return open_house(db, pack=pack)


def _explain(house: Ringfence, call: str) -> Explained:
    from ringfence.wiring.explained import explain  # noqa: PLC0415

    return explain(house, call)


def _webhooks(house: Ringfence) -> Webhooks:
    from ringfence.wiring.webhooks import Webhooks  # noqa: PLC0415

    return Webhooks(house)


def _verify(db: str, progress: Progress) -> Findings:
    from ringfence.evidence.keyring import Keyring, keys_of  # noqa: PLC0415
    from ringfence.evidence.verify import verify_log  # noqa: PLC0415
    from ringfence.store.log_reader import reading_log  # noqa: PLC0415
    from ringfence.store.where import Where  # noqa: PLC0415

    where = Where.of(db)
    with reading_log(where) as reader:
        return verify_log(reader, Keyring.read(keys_of(where.beside)), progress)


def _reconcile(
    db: str, by: str, stops: Path | None, progress: Progress
) -> tuple[tuple[int, int] | None, int | None]:
    from ringfence.store.where import Where  # noqa: PLC0415
    from ringfence.wiring.bootstrap import now, open_house, reconcile  # noqa: PLC0415

    if stops is not None and not stops.is_file():
        raise RequestError(f"there is no file `{stops.name}`", "--stops")
    lost = reconcile(Where.of(db), by, now())
    if lost is None or stops is None:
        return lost, None
    with open_house(db) as house:
        return lost, house.bring("stop", stops, progress).rows


def _backup(db: str, folder: Path) -> list[Path]:
    from ringfence.store.backup import backup  # noqa: PLC0415
    from ringfence.store.where import Where  # noqa: PLC0415

    return backup(Where.of(db), folder)


def _receipts(db: str, number: str) -> bytes:
    from ringfence.evidence.keyring import Keyring, keys_of  # noqa: PLC0415
    from ringfence.evidence.receipts import receipts_of  # noqa: PLC0415
    from ringfence.store.log_reader import reading_log  # noqa: PLC0415
    from ringfence.store.where import Where  # noqa: PLC0415

    where = Where.of(db)
    with reading_log(where) as reader:
        return receipts_of(reader, Keyring.read(keys_of(where.beside)), number)


def _examine(db: str, pack: str) -> Iterable[Examined]:
    from ringfence.store.where import Where  # noqa: PLC0415
    from ringfence.wiring.bootstrap import now  # noqa: PLC0415
    from ringfence.wiring.examined import examine  # noqa: PLC0415

    return examine(Where.of(db), pack, now())


def _serve(db: str, pack: str, at: Listening, ready: Callable[[str], object]) -> None:
    from ringfence.wiring.serving import serve  # noqa: PLC0415

    serve(db, pack, at, ready)


def _give(
    numbers: Path, name: str, out: Path, keyholder: tuple[str, str], region: str | None, tell: Progress
) -> int:
    from ringfence.wiring.sharing import give  # noqa: PLC0415

    return give(numbers, name, out, keyholder, region, tell)


def _take(
    house: Ringfence, given: Path, numbers: Path, listing: str | None, keyholder: tuple[str, str],
    region: str | None, tell: Progress,
) -> tuple[int, Brought]:  # fmt: skip
    from ringfence.wiring.sharing import take  # noqa: PLC0415

    return take(house, given, numbers, listing, keyholder, region, tell)


def _keyholder(path: Path) -> Keyholder:
    from ringfence.sharing.keyholder import Keyholder  # noqa: PLC0415

    return Keyholder(path)


def _carrier(db: str, pack: str) -> Carrier:
    from ringfence.wiring.carrier.house import open_carrier  # noqa: PLC0415

    return open_carrier(db, pack=pack)


def _lines(house: Ringfence, limit: float) -> Lines:
    from ringfence.wiring.lines import Lines  # noqa: PLC0415

    return Lines(house, limit)


def _generate(out: Path, days: int, size: float, seed: int, tell: Progress) -> list[Path]:
    from ringfence.rehearsal.write import write_network  # noqa: PLC0415

    return write_network(out, days, size, seed, tell)


def _serve_keyholder(path: Path, host: str, port: int, ready: Callable[[str], object]) -> None:
    from ringfence.wiring.sharing import serve_keyholder  # noqa: PLC0415

    serve_keyholder(path, host, port, ready)


def _try_examples(pack: Pack, examples: list[Example]) -> Tested:
    from ringfence.wiring.examples import test_examples  # noqa: PLC0415

    return test_examples(pack, examples)


OPENERS = Openers(
    house=_house,
    explain=_explain,
    webhooks=_webhooks,
    verify=_verify,
    reconcile=_reconcile,
    backup=_backup,
    receipts=_receipts,
    examine=_examine,
    serve=_serve,
    try_examples=_try_examples,
    give=_give,
    take=_take,
    keyholder=_keyholder,
    carrier=_carrier,
    lines=_lines,
    generate=_generate,
    serve_keyholder=_serve_keyholder,
)
main: Callable[[], None] = command_line(OPENERS)

if __name__ == "__main__":
    main()
