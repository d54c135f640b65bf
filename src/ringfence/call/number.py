"""Telephone numbers: the one door to reading them, singly or by the column, and to asking what they are.

Stands where a call enters the house: every other room takes its numbers from here, in E.164 or not at all.
`number_text` reads one, `number_list` a column, `number_ranges` knows what is assigned and where. It must
never hold a rule of its own.
"""

from ringfence.call.number_list import ParsedNumbers, parse_numbers, regions_of
from ringfence.call.number_ranges import is_valid, region_of
from ringfence.call.number_text import parse_line, parse_number

__all__ = [
    "ParsedNumbers",
    "is_valid",
    "parse_line",
    "parse_number",
    "parse_numbers",
    "region_of",
    "regions_of",
]
