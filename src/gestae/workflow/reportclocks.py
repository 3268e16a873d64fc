"""The burnt-in clocks and accepted offsets behind the bounds, on a report, each with the picture that shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gestae.base.canonical import Json, parse_json
from gestae.base.lengths import outwards_ms, plain_length
from gestae.base.units import NS_PER_S
from gestae.casefile.grounds import ClockPictureView, OffsetView
from gestae.errors import FixityError, InputRefused
from gestae.model.clock import ClockReading
from gestae.workflow.case import read_artifact
from gestae.workflow.clockfacts import document_of
from gestae.workflow.clockpictures import ClockPicture, WantedClock, region_of, take_clocks
from gestae.workflow.clocks import clock_readings
from gestae.workflow.reportevents import FIRM
from gestae.workflow.reportread import ReadCase
from gestae.workflow.syncpicture import draw_comparison

__all__ = ["clock_pictures", "offset_views"]

# So many show the ends of a recording and some between; the table beneath names every reading.
MOST_PER_FOOTAGE: Final = 4
# A whole picture takes the room of several cut-out clocks.
MOST_WHOLE: Final = 2
MOST_OFFSETS: Final = 12
_TOO_MANY: Final = f"the page draws the first {MOST_OFFSETS}; `gestae sync` draws any"
_PNG: Final = b"\x89PNG"
_SEEN: Final = {"sound": "by what both microphones heard", "movement": "by what both views show moving"}


@dataclass(frozen=True, slots=True)
class _Counted:
    """A clock reading that counts, with its entry, its author and the statement that it makes."""

    reading: ClockReading
    entry: int
    author: str
    recorder: str
    bounds: bool


def clock_pictures(read: ReadCase, originals: Path) -> tuple[tuple[ClockPictureView, ...], int]:
    """Take pictures of the clock readings that count, at most a few of each footage.

    Args:
        read: the case.
        originals: the folder of the vault.

    Returns:
        The pictures, by recorder and footage, in order of time; and how many readings that count are not shown.
    """
    chosen: list[tuple[_Counted, WantedClock]] = []
    more = 0
    for sha256 in _by_footage(read):
        counted = _counted(read, sha256)
        region = _region(read, sha256) if counted else None
        picked = _picked(counted, MOST_WHOLE if region is None else MOST_PER_FOOTAGE)
        more += len(counted) - len(picked)
        chosen += [(one, _wanted(read, one.reading, region)) for one in picked]
    taken = take_clocks(originals, [wanted for _, wanted in chosen], None) if chosen else {}
    return tuple(_view(read, one, wanted, taken[wanted]) for one, wanted in chosen), more


def offset_views(read: ReadCase) -> tuple[OffsetView, ...]:
    """Give the offsets that people accepted, in the order in which they did, each with its evidence as a drawing."""
    rows = read.material.view.rows("offsets")
    return tuple(_offset(read, row, place) for place, row in enumerate(sorted(rows, key=_seq)))


def _by_footage(read: ReadCase) -> list[str]:
    found = {str(row["sha256"]) for row in read.material.view.rows("clock_readings")}
    clocks, numbers = read.material.clocks, read.material.numbers
    return sorted(found & numbers.keys(), key=lambda one: (clocks.recorder_of(one) or "", numbers[one]))


def _counted(read: ReadCase, sha256: str) -> list[_Counted]:
    """Give the readings of a footage that count in the case's network, in order of time."""
    counts = {one.id for one in read.order.upheld.solved.network.said}
    bounding = frozenset[str]().union(*read.bounding.values())
    recorder = read.material.clocks.recorder_of(sha256) or ""
    rows = read.material.view.rows("clock_readings", sha256=sha256)
    found = [
        _Counted(one, _seq(row), str(row["author"]), recorder, name in bounding)
        for one, row in zip(clock_readings(read.material.view, sha256), rows, strict=True)
        if (name := f"read:{recorder}:{row['seq']}") in counts
    ]
    return sorted(found, key=lambda one: one.reading.at.pts)


def _picked(counted: Sequence[_Counted], most: int) -> list[_Counted]:
    """Pick those that bound an event, then the ends; spread evenly where they are too many."""
    first = _spread([one for one in counted if one.bounds], most)
    rest = [one for one in (*counted[:1], *counted[-1:]) if one not in first]
    picked = [*first, *dict.fromkeys(rest)][:most]
    return sorted(picked, key=lambda one: one.reading.at.pts)


def _spread(some: Sequence[_Counted], most: int) -> list[_Counted]:
    if len(some) <= most:
        return list(some)
    return [some[place * (len(some) - 1) // (most - 1)] for place in range(most)]


def _region(read: ReadCase, sha256: str) -> tuple[float, float, float, float] | None:
    """Find where a machine saw the clock; what it wrote and is no longer what was recorded says nothing."""
    try:
        found = document_of(read.material.view, sha256)
    except FixityError:
        return None
    return None if found is None else region_of(found["read"])


def _wanted(read: ReadCase, one: ClockReading, region: tuple[float, float, float, float] | None) -> WantedClock:
    stream = one.stream if one.stream is not None else read.material.clocks.times(one.sha256)[0].stream
    return WantedClock(one.sha256, stream, one.at.pts, region)


def _view(read: ReadCase, one: _Counted, wanted: WantedClock, taken: ClockPicture) -> ClockPictureView:
    reading = one.reading
    by = reading.by if reading.by == one.author else f"{reading.by}; {one.author} stands by it"
    return ClockPictureView(
        recorder=one.recorder,
        exhibit=read.material.numbers[reading.sha256],
        shown=reading.shown,
        pts=reading.at.pts,
        by=by,
        entry=one.entry,
        picture=taken.picture,
        why=taken.why,
        is_cut=(taken.picture or b"").startswith(_PNG),
    )


def _offset(read: ReadCase, row: Mapping[str, Any], place: int) -> OffsetView:
    numbers = read.material.numbers
    a, b = str(row["a_sha256"]), str(row["b_sha256"])
    within = " to ".join(f"{row[name] / NS_PER_S:.3f} s" for name in ("first_ns", "last_ns"))
    picture, why = _evidence(read, row, numbers) if place < MOST_OFFSETS else (None, _TOO_MANY)
    return OffsetView(
        exhibits=(numbers[a], numbers[b]),
        apart=_apart(row["least_ns"], row["most_ns"], f"exhibit {numbers[a]}", f"exhibit {numbers[b]}"),
        within=within,
        how=_SEEN.get(str(row["how"]), str(row["how"])),
        by=f"{row['author']}: {row['reason']}",
        entry=_seq(row),
        counts=_counts(read, _seq(row)),
        picture=picture,
        why=why,
    )


def _apart(least_ns: int, most_ns: int, a: str, b: str) -> str:
    """Say how far the times of one file lie ahead of another's, rounded outwards to the millisecond.

    >>> _apart(2_210_000_000, 2_290_000_001, "exhibit 1", "exhibit 2")
    'the times of exhibit 1 lie 2.21 s to 2.291 s ahead of those of exhibit 2'
    >>> _apart(-10**9, 5 * 10**8, "exhibit 1", "exhibit 2")
    'the times of exhibit 1 lie between 1 s behind those of exhibit 2 and 0.5 s ahead of them'
    """
    least_ns, most_ns = outwards_ms(least_ns, up=False), outwards_ms(most_ns, up=True)
    if least_ns < 0 < most_ns:
        sides = f"{plain_length(-least_ns)} behind those of {b} and {plain_length(most_ns)} ahead of them"
        return f"the times of {a} lie between {sides}"
    near, far = sorted((abs(least_ns), abs(most_ns)))
    side = "behind" if most_ns <= 0 else "ahead of"
    return f"the times of {a} lie {plain_length(near)} to {plain_length(far)} {side} those of {b}"


def _counts(read: ReadCase, entry: int) -> str:
    """Say what an offset is made of where it counts, or that it does not."""
    for one in read.order.upheld.solved.network.said:
        if one.id == f"offset:{entry}":
            return f"it counts, as firm as {FIRM[one.grade]}"
    return "it does not count here: it contradicts something else, or one of the two is not placed by its own times"


def _evidence(read: ReadCase, row: Mapping[str, Any], numbers: Mapping[str, int]) -> tuple[bytes | None, str]:
    """Draw what an offset rests on; its own evidence names no files, so they go by their numbers."""
    a, b = (f"exhibit {numbers[str(row[side])]}" for side in ("a_sha256", "b_sha256"))
    try:
        kept = parse_json(read_artifact(read.material.view.folder, str(row["artifact"])), "the evidence for an offset")
        found: Any = kept.get("found") if isinstance(kept, Mapping) else None
        return draw_comparison([found], a, b).encode(), ""
    except (FixityError, InputRefused) as error:
        return None, str(error)
    except (KeyError, TypeError, IndexError):
        # An entry made by hand may name an artifact of another form; the offset stands, and its drawing does not.
        return None, "what was kept as its evidence cannot be drawn"


def _seq(row: Mapping[str, Json]) -> int:
    seq = row["seq"]
    return seq if isinstance(seq, int) else 0
