"""Worlds as one list: each filed under a person and lines of its own, and what the list says of each.

Used to run a pack's examples and the agreement tests on DuckDB. Takes worlds; makes `asked` and the ledger's
relations, and reads judgements back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from ringfence.call.words import DESCRIBED, FLAGS, MOST_PLACES, Call
from ringfence.ledger.catalogue import CATALOGUE, FACTS
from ringfence.ledger.relation import Relation, Type
from ringfence.policy.world import Judgement, Spoken, World
from ringfence.policy.world_rows import Filed, institution_rows, suffixed, world_rows

ARROW: dict[Type, pa.DataType] = {
    "moment": pa.int64(),
    "day": pa.int64(),
    "span": pa.int64(),
    "count": pa.int64(),
    "text": pa.string(),
    "flag": pa.bool_(),
    "token": pa.uuid(),
    "bytes": pa.binary(),
}
ASKED: dict[str, pa.DataType] = {
    "row": pa.int64(),
    "ord": pa.int64(),
    "t": pa.int64(),
    "id": pa.string(),
    "recipient": pa.uuid(),
    **dict.fromkeys(DESCRIBED, pa.string()),
    **dict.fromkeys(FLAGS, pa.bool_()),
    "caller_zone": pa.string(),
    "zone_number": pa.string(),
    "place_count": pa.int64(),
    **{
        f"{word}_{place}": pa.string()
        for place in range(1, MOST_PLACES + 1)
        for word in ("country", "region", "zone")
    },
}


def load_worlds(db: duckdb.DuckDBPyConnection, worlds: Sequence[World]) -> None:
    """Files every world's facts under a token and a suffix of its own, and lists their calls.

    What is known of institutions must be the same in all of them.
    """
    filed: Filed = [*institution_rows(worlds[0].institution_proofs, worlds[0].at)] if worlds else []
    asked = []
    for place, world in enumerate(worlds):
        suffix = f"#{place}"
        filed += world_rows(world, _token(place), suffix)
        asked.append(asked_row(world.call, place, place, world.at, _token(place), suffix))
    load_facts(db, filed)
    load_asked(db, asked)


def _token(place: int) -> bytes:
    return place.to_bytes(16, "big")


def load_facts(db: duckdb.DuckDBPyConnection, filed: Filed) -> None:
    """Makes the ledger's relations from rows."""
    for name in FACTS:
        rows = [row for relation, row in filed if relation == name]
        make_table(db, name, arrow_schema(CATALOGUE[name]), rows)


def load_asked(db: duckdb.DuckDBPyConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Makes `asked` from rows."""
    make_table(db, "asked", pa.schema(list(ASKED.items())), rows)


def arrow_schema(relation: Relation) -> pa.Schema:
    """A relation's columns as Arrow knows them; tokens are 128-bit numbers, which join fastest."""
    return pa.schema([(column.name, ARROW[column.type]) for column in relation.columns])


def make_table(
    db: duckdb.DuckDBPyConnection, name: str, schema: pa.Schema, rows: Sequence[dict[str, Any]]
) -> None:
    """A table with these rows; a column a row does not have is unknown."""
    columns = []
    for field in schema:
        values = [row.get(field.name) for row in rows]
        if field.type == pa.uuid():
            columns.append(pa.ExtensionArray.from_storage(pa.uuid(), pa.array(values, pa.binary(16))))
        else:
            columns.append(pa.array(values, field.type))
    db.register("made", pa.table(columns, schema=schema))
    db.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT * FROM made')
    db.unregister("made")


def asked_row(call: Call, row: int, order: int, t: int, token: bytes, suffix: str = "") -> dict[str, Any]:
    """A call as a row of `asked`."""
    places = call.places or ()
    made: dict[str, Any] = {"row": row, "ord": order, "t": t, "id": call.id, "recipient": token}
    made |= {word: getattr(call, word) for word in (*DESCRIBED, *FLAGS)}
    made |= {"line": suffixed(call.line, suffix), "account": suffixed(call.account, suffix)}
    made |= {"caller_zone": call.caller_zone, "place_count": len(places) or None}
    made["zone_number"] = next((place.zone for place in places if place.source == "number"), None)
    for place, there in enumerate(places, 1):
        made |= {
            f"country_{place}": there.country,
            f"region_{place}": there.region,
            f"zone_{place}": there.zone,
        }
    return made


def read_judgements(db: duckdb.DuckDBPyConnection, rows: int) -> list[Judgement]:
    """The judgement of each row, in the order of rows."""
    found = db.execute(
        "SELECT row, answer, retry_at, retry_note, reasons FROM verdicts ORDER BY row"
    ).fetchall()
    assert len(found) == rows
    return [
        Judgement(
            answer=answer,
            spoken=tuple(Spoken(**reason) for reason in reasons),
            retry_at=retry_at,
            retry_note=note,
        )
        for _, answer, retry_at, note, reasons in found
    ]
