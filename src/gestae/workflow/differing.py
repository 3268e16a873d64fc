"""What came out otherwise than the case records it: one difference, and how documents differ, key by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gestae import __version__
from gestae.base.canonical import Json
from gestae.engine.work import Outcome, WorkItem
from gestae.workflow.versions import library_versions

__all__ = ["MOST_TOLD", "Again", "Difference", "again_folder", "few", "values_differ", "versions_differ"]

# One altered row is told in full, a thousand by their number.
MOST_TOLD: Final = 20
_SHORT: Final = 80


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out otherwise than the case records it."""

    footage: str
    what: str
    recorded: str
    found: str


@dataclass(frozen=True, slots=True)
class Again:
    """One recorded result that is to be computed again.

    Attributes:
        item: the work; None where it cannot be done.
        compare: names what came out otherwise.
        known: differences that show before anything is computed.
    """

    item: WorkItem | None
    compare: Callable[[Outcome], Iterable[Difference]]
    known: tuple[Difference, ...] = ()


def again_folder(case: Path) -> Path:
    """Give the folder of a case into which results are computed again; it can be deleted."""
    return case / "cache" / "reproduced"


def versions_differ(footage: str, recorded: Mapping[str, Json]) -> Iterator[Difference]:
    """Name the versions with which something was computed that are not those of now."""
    now = {**library_versions(), "gestae": __version__}
    for name, version in sorted(recorded.items()):
        if now.get(name) != version:
            yield Difference(footage, f"version of {name}", str(version), str(now.get(name, "not installed")))


def values_differ(before: Json, again: Json, where: str = "") -> Iterator[tuple[str, str, str]]:
    """Name each value that two documents do not share: its place, as it was, as it is.

    Args:
        before: the one document.
        again: the other.
        where: the place of both, for what is named.

    >>> list(values_differ({"a": [1, 2]}, {"a": [1, 3]}))
    [('a 2', '2', '3')]
    """
    if isinstance(before, Mapping) and isinstance(again, Mapping):
        for name in sorted({*before, *again}):
            yield from values_differ(before.get(name), again.get(name), f"{where} {name}".strip())
    elif isinstance(before, list | tuple) and isinstance(again, list | tuple) and len(before) == len(again):
        for number, (one, other) in enumerate(zip(before, again, strict=True), 1):
            yield from values_differ(one, other, f"{where} {number}".strip())
    elif before != again:
        yield where or "the whole", _said(before), _said(again)


def few(
    footage: str, what: str, digests: tuple[str, str], told: Iterable[tuple[str, str, str]]
) -> Iterator[Difference]:
    """Tell the first differences of two artifacts that are not equal, and how many more there are.

    Args:
        footage: whose they are.
        what: the kind of artifact.
        digests: as recorded, as found.
        told: each difference: where, as it was, as it is.
    """
    rows = list(told)
    yield from (Difference(footage, *one) for one in rows[:MOST_TOLD])
    if len(rows) > MOST_TOLD or not rows:
        rest = f"{len(rows) - MOST_TOLD} more differences" if rows else "the same rows, other bytes"
        yield Difference(footage, f"artifact {what}", digests[0][:16], f"{digests[1][:16]}: {rest}")


def _said(value: Json) -> str:
    if value is None:
        return "absent"
    if isinstance(value, Mapping):
        text = ", ".join(f"{name} {_said(one)}" for name, one in value.items() if not isinstance(one, Mapping))
    else:
        text = f"{len(value)} of them" if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
