"""A file under its final name is whole, or it is not there at all.

Around whatever is handed to a person. Takes the name and what writes the file; leaves nothing half written behind.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ringfence.call.errors import ListError


def write_whole(out: Path, write: Callable[[Path], None]) -> None:
    """Writes under another name first: a file that is there is whole."""
    if not out.parent.is_dir():
        raise ListError(f"the folder of `{out.name}` does not exist; make it first")
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        write(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(out)
    except OSError as error:
        raise ListError(
            f"`{out.name}` could not be written: {error.strerror}; check the folder and its space"
        ) from error
    finally:
        part.unlink(missing_ok=True)
