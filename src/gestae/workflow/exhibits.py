"""Which exhibit a person means: by its number, its name or path as received, or the first digits of its digest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import InputRefused
from gestae.store.case import CaseView

__all__ = ["Exhibits", "exhibit_named", "exhibit_numbers"]

# Fewer digits are a word or a number more often than a digest.
LEAST_DIGITS: Final = 6
# What stands in a withheld entry in the place of a path that may not be shown.
_HIDDEN: Final = "withheld"
_MOST_LISTED: Final = 5


def exhibit_numbers(view: CaseView) -> dict[str, int]:
    """Number the exhibits in the order in which they were first received."""
    rows = sorted(view.rows("exhibits"), key=lambda row: (_whole(row["seq"]), str(row["sha256"])))
    return {str(row["sha256"]): number for number, row in enumerate(rows, 1)}


@dataclass(slots=True)
class Exhibits:
    """The exhibits of a case, as people may name them; read once, for as many names as there are."""

    view: CaseView
    numbers: dict[str, int] = field(init=False)
    _names: dict[str, set[str]] = field(init=False)
    _paths: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = exhibit_numbers(self.view)
        self._names = {str(row["sha256"]): {str(row["name"])} for row in self.view.rows("exhibits")}
        self._paths = {sha256: [] for sha256 in self._names}
        for row in self.view.rows("receipts"):
            self._receipt(row)

    def _receipt(self, row: Mapping[str, Json]) -> None:
        sha256, place = str(row["sha256"]), row["source_path"]
        if sha256 not in self._paths:
            return
        self._names[sha256] |= {str(row["name"])} if row["name"] else set()
        if isinstance(place, str) and place != _HIDDEN and place not in self._paths[sha256]:
            self._paths[sha256].append(place)

    def received_as(self, sha256: str) -> tuple[str, ...]:
        """Give the paths under which an exhibit was received, the first one first; none where they are withheld."""
        return tuple(self._paths.get(sha256, ()))

    def called(self, sha256: str) -> tuple[str, ...]:
        """Give the names under which an exhibit was received, in alphabetical order."""
        return tuple(sorted(self._names.get(sha256, ())))

    def matching(self, given: str) -> set[str]:
        """Find the exhibits that a word may mean, by digest.

        It may be a name as received, the end of a path as received (whole parts of it), a number on the list of
        exhibits, or the first six or more digits of a digest.
        """
        parts = _parts(given)
        found = {sha256 for sha256, names in self._names.items() if given in names}
        if parts:
            found |= {
                sha256
                for sha256, places in self._paths.items()
                if any(_parts(place)[-len(parts) :] == parts for place in places)
            }
        number = given.removeprefix("#")
        if number.isdecimal() and number.isascii():
            found |= {sha256 for sha256, own in self.numbers.items() if own == int(number[:9])}
        if len(given) >= LEAST_DIGITS:
            found |= {sha256 for sha256 in self.numbers if sha256.startswith(given.lower())}
        return found

    def named(self, given: str, what: str = "the exhibit", *, among: Collection[str] | None = None) -> str:
        """Find the one exhibit that is meant; returns its digest.

        Args:
            given: the word.
            what: what the word stands in, for the refusal.
            among: digests of those that may be meant; None: all exhibits.

        Raises:
            InputRefused: there is none, or more than one.
        """
        found = self.matching(given) & set(self.numbers if among is None else among)
        if len(found) == 1:
            return found.pop()
        noun = "exhibit" if among is None else "footage"
        if found:
            raise InputRefused(what, wrong=f"{given!r} means {self._listed(found)}", right=self._way_out(found))
        right = "write a name, number or digest as `gestae footage` shows it"
        names = sorted(name for sha256, own in self._names.items() if among is None or sha256 in among for name in own)
        if near := get_close_matches(given.rpartition("/")[2], names, 3, 0.75):
            right += f"; near it lie {', '.join(repr(name) for name in near)}"
        raise InputRefused(what, wrong=f"there is no {noun} {given!r}", right=right)

    def _listed(self, found: Collection[str]) -> str:
        ordered = sorted(found, key=self.numbers.__getitem__)
        told = [f"{self.numbers[sha256]} ({self._place(sha256)}, {sha256[:8]})" for sha256 in ordered]
        more = f" and {len(told) - _MOST_LISTED} more" if len(told) > _MOST_LISTED else ""
        return f"{len(told)} exhibits: {', '.join(told[:_MOST_LISTED])}{more}"

    def _way_out(self, found: Collection[str]) -> str:
        first = min(found, key=self.numbers.__getitem__)
        return f"write its number, such as {self.numbers[first]}, its path, such as {self._place(first)}, or its digest"

    def _place(self, sha256: str) -> str:
        return next(iter(self._paths[sha256]), "") or min(self._names[sha256])


def exhibit_named(view: CaseView, name: str) -> str:
    """Find the one exhibit that is meant (see `Exhibits.named`); returns its digest.

    Raises:
        InputRefused: there is none, or more than one.
    """
    return Exhibits(view).named(name)


def _parts(path: str) -> list[str]:
    r"""Part a path, whichever way it is written.

    >>> _parts("./DVR_A/ch01.mp4"), _parts(r"DVR_A\ch01.mp4")
    (['DVR_A', 'ch01.mp4'], ['DVR_A', 'ch01.mp4'])
    """
    return [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0
