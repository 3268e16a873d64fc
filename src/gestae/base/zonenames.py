"""[edge] Names of time zones that lie near a word that is none; they are read from the tables of `tzdata`."""

from __future__ import annotations

import difflib
import re
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from gestae.errors import InputRefused

__all__ = ["near_zones", "parse_zone", "zone_hint"]

_OFFSET: Final = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d", re.ASCII)
_MOST: Final = 3
# Fewer letters in common are another city: Kiev is Kyiv, Rome is not.
_LIKENESS: Final = 0.7


def near_zones(word: str) -> tuple[str, ...]:
    """Name the zones that may be meant, the nearest first; by city alone too, and by today's name of an older one.

    >>> near_zones("Kiev"), near_zones("europe/kyiv"), near_zones("Mars/Olympus")
    (('Europe/Kyiv',), ('Europe/Kyiv',), ())
    """
    wanted = _folded(word)
    names = _names()
    spelt = {_folded(name): name for name in names}
    cities = {_folded(name.rpartition("/")[2]): name for name in names if "/" in name}
    if wanted in spelt:
        return (spelt[wanted],)
    near = [spelt[one] for one in difflib.get_close_matches(wanted, spelt, _MOST, 0.85)]
    if "/" not in wanted:
        near = [cities[one] for one in difflib.get_close_matches(wanted, cities, _MOST, _LIKENESS)] or near
    today = _todays_names()
    return tuple(dict.fromkeys(today.get(name, name) for name in near))


def zone_hint(word: str) -> str:
    """Ask for the zones that may be meant, as the beginning of what would be right; empty where none lies near.

    >>> zone_hint("Kiev"), zone_hint("nowhere at all")
    ('did you mean Europe/Kyiv? ', '')
    """
    near = near_zones(word)
    return f"did you mean {' or '.join(near)}? " if near else ""


def parse_zone(text: str, what: str) -> str:
    """Check a zone: a name of the IANA database, or a fixed offset.

    Raises:
        InputRefused: neither.

    >>> parse_zone("Europe/Kyiv", "zone"), parse_zone("+02:00", "zone")
    ('Europe/Kyiv', '+02:00')
    """
    if _OFFSET.fullmatch(text):
        return text
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, IsADirectoryError) as error:
        right = zone_hint(text) + 'write one such as "Europe/Kyiv", or a fixed "+02:00"'
        raise InputRefused(what, wrong=f"{text!r} is no zone", right=right) from error


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


@cache
def _todays_names() -> dict[str, str]:
    """Map an older name to today's; names that a country's list still has stay as they are, though rules are shared."""
    tables = files("tzdata") / "zoneinfo"
    rows = (line.split("\t") for line in (tables / "zone.tab").read_text("utf-8").splitlines() if line[:1] != "#")
    listed = {row[2] for row in rows}
    links = (line.split() for line in (tables / "tzdata.zi").read_text("utf-8").splitlines() if line.startswith("L "))
    return {older: name for _, name, older in links if older not in listed and "/" in older}


def _folded(name: str) -> str:
    return name.casefold().replace(" ", "_").strip("_")
