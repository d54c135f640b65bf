"""Messages in Chinese, by tables of the English ones with `{}` where something of the reader's own stands.

Behind every door that speaks to people. Takes a message and a table; gives the Chinese one, or the English one if the
table does not have it: nothing that was meant to be said is left unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache


def in_chinese(told: str, table: dict[str, str], part_of: Callable[[str], str] = str) -> str:
    """A message in Chinese by a table; one that is not in it stays as it is.

    `part_of` says in Chinese what stands in it, if that is a message itself.
    """
    for english, chinese in table.items():
        if found := _form(english).fullmatch(told):
            for place, part in enumerate(found.groups(), 1):
                chinese = chinese.replace(f"{{{place}}}", part_of(part))  # noqa: PLW2901 - filled in place by place
            return chinese
    return told


@cache
def _form(english: str) -> re.Pattern[str]:
    return re.compile(re.escape(english).replace(r"\{\}", "(.+?)"), re.DOTALL)
