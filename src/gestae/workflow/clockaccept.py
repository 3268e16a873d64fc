"""A person stands by what the machine read of a clock: its ticks become clock readings like any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.base.units import format_duration
from gestae.chronology.clocks import ClocksContradictError, display_bounds, reading_bounds
from gestae.errors import InputRefused
from gestae.model.clock import ClockReading
from gestae.model.time import CameraTime, MediaTime
from gestae.store.case import CaseView
from gestae.workflow.case import Case
from gestae.workflow.clockfacts import document_of, reader_name
from gestae.workflow.clockparts import one_part, parts_between_leaps
from gestae.workflow.clocks import clock_readings, recorder_clocks
from gestae.workflow.readings import picture_times

__all__ = ["Terms", "accept_clock"]

# The ends and some between: more say nothing new of a clock that runs evenly.
_MOST_TICKS: Final = 12
_FOUND: Final = "the clock"
_MS_NS: Final = 1_000_000
_NO_DATE: Final = "no date"
_DAY_NS: Final = 86_400_000_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person adds to a machine's reading where the evidence leaves it open.

    Attributes:
        stretch: which stretch is meant, from 1, where the clock jumped; None where there is one.
        date_order: which of the date's numbers is which, where that is open.
        on: the date, where the display shows none.
        within_ns: by how much each tick is widened.
        part: which part of the stretch, from 1 in the order of the file, where the file's own time leaps within it.
    """

    stretch: int | None = None
    date_order: str | None = None
    on: str | None = None
    within_ns: int = 0
    part: int | None = None


def accept_clock(case: Case, sha256: str, terms: Terms, reason: str) -> tuple[ClockReading, ...]:
    """Journal the ticks that a machine read as clock readings, with the machine named as who read them.

    Args:
        case: the case.
        sha256: of the footage.
        terms: what the evidence leaves open, settled by the person.
        reason: why the person stands by it.

    Returns:
        What was journaled; readings that stand already are not journaled again.

    Raises:
        InputRefused: nothing was read, something is open that the terms do not settle, the ticks lie on several sides
            of a leap of the file's own time, or they cannot all be true under the drift that is stated.
    """
    found = document_of(case.store, sha256)
    if found is None or not found["read"]["stretches"]:
        raise InputRefused(_FOUND, wrong="was not read in this footage", right="state a tick in an acquisition form")
    read = found["read"]
    order = _order(read, terms)
    ticks = _chosen(_ticks(case.store, sha256, read, order, terms))
    if not ticks:
        raise InputRefused(_FOUND, wrong="shows no tick there", right="choose another stretch, or read it by eye")
    by, base = reader_name(case.store, sha256), Fraction(read["time_base"])
    readings = [
        ClockReading(
            sha256=sha256,
            stream=read["stream"],
            at=MediaTime(tick["at"]["pts"], base),
            shown=shown,
            is_tick=True,
            within_ns=terms.within_ns,
            by=by,
        )
        for tick, shown in zip(ticks, _shown(ticks, order, terms), strict=True)
    ]
    before = {tick["at"]["pts"]: MediaTime(tick["before"]["pts"], base) for tick in ticks}
    _refuse_clash(case.store, readings, before)
    standing = {(one.at, one.shown) for one in clock_readings(case.store, sha256)}
    new = [one for one in readings if (one.at, one.shown) not in standing]
    if new:
        bodies = [_body(one, found["artifact"]) for one in new]
        case.store.append(*(case.desk.entry("clock-read", reason, body) for body in bodies))
    return tuple(new)


def _ticks(
    view: CaseView, sha256: str, read: Mapping[str, Any], order: str, terms: Terms
) -> Sequence[Mapping[str, Any]]:
    """Give the ticks that are meant, all of them on one side of every leap of the file's time."""
    dated = [tick for tick in _stretch(read, terms)["ticks"] if order in tick["shown"] or order == _NO_DATE]
    times = next((one for one in picture_times(view, sha256) if one.stream == read["stream"]), None)
    if times is None:
        raise InputRefused(
            _FOUND,
            wrong="cannot be held against the file: the times of its pictures are not known",
            right="look with `gestae footage` why they are not",
        )
    what = _FOUND if len(read["stretches"]) == 1 else f"stretch {terms.stretch} of {_FOUND}"
    return one_part(parts_between_leaps(dated, times), terms.part, what)


def _stretch(read: Mapping[str, Any], terms: Terms) -> Mapping[str, Any]:
    stretches: Sequence[Mapping[str, Any]] = read["stretches"]
    if terms.stretch is None and len(stretches) > 1:
        raise InputRefused(
            _FOUND,
            wrong=f"does not go on as the file does: it was read in {len(stretches)} stretches",
            right=f"look at its pictures and choose one, --stretch 1 to {len(stretches)}",
        )
    number = terms.stretch or 1
    if not 1 <= number <= len(stretches):
        raise InputRefused("--stretch", wrong=f"is {number}", right=f"write a number from 1 to {len(stretches)}")
    return stretches[number - 1]


def _order(read: Mapping[str, Any], terms: Terms) -> str:
    orders: Sequence[str] = read["date_orders"]
    if terms.date_order is not None and terms.date_order not in orders:
        raise InputRefused(
            "--date-order", wrong=f"{terms.date_order!r} is ruled out", right=f"the evidence leaves {', '.join(orders)}"
        )
    if terms.date_order is None and len(orders) > 1:
        raise InputRefused(
            "its date", wrong=f"may be read as {' or '.join(orders)}", right="say which it is with --date-order"
        )
    return terms.date_order or orders[0]


def _shown(ticks: Sequence[Mapping[str, Any]], order: str, terms: Terms) -> list[CameraTime]:
    """Give what the display showed at each tick; where it shows no date, counted on from the date that was said."""
    if order in ticks[0]["shown"]:
        if terms.on is not None:
            raise InputRefused("--on", wrong="is not needed: the display shows a date", right="leave it out")
        return [CameraTime.parse(tick["shown"][order]) for tick in ticks]
    if terms.on is None:
        raise InputRefused(
            _FOUND, wrong="shows no date", right="say the date of the first tick that is meant with --on"
        )
    shown: list[CameraTime] = []
    for tick in ticks:
        time = CameraTime.parse(f"{terms.on}T{tick['time']}", "--on")
        days = -((time.ns - shown[-1].ns) // _DAY_NS) if shown else 0
        shown.append(CameraTime(time.ns + max(0, days) * _DAY_NS))
    return shown


def _chosen(ticks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Take ticks spread over a stretch, its ends among them."""
    if len(ticks) <= _MOST_TICKS:
        return list(ticks)
    return [ticks[place * (len(ticks) - 1) // (_MOST_TICKS - 1)] for place in range(_MOST_TICKS)]


def _refuse_clash(view: CaseView, readings: Sequence[ClockReading], before: Mapping[int, MediaTime]) -> None:
    """Refuse ticks that would contradict each other wherever they place something."""
    sha256 = readings[0].sha256
    row = next((row for row in view.rows("cameras", sha256=sha256)), None)
    clock = recorder_clocks(view).get(str(row["recorder"])) if row and row["recorder"] else None
    if clock is None or clock.not_known:
        return
    bounded = [(one, reading_bounds(one, before[one.at.pts], clock.max_rate_error, clock.zone)) for one in readings]
    for one in (readings[0], readings[len(readings) // 2], readings[-1]):
        try:
            display_bounds(bounded, (one.at, one.at), clock, sha256[:12])
        except ClocksContradictError as error:
            wider = readings[0].within_ns + -(-error.apart_ns // 2)
            raise InputRefused(
                f"the ticks of {sha256[:12]}",
                wrong=f"cannot all be true with the drift stated for {clock.recorder}: {error.first} and "
                f"{error.second} are apart by {format_duration(error.apart_ns)}",
                right=f"state a larger drift, or widen them: --within {-(-wider // _MS_NS)} or more",
            ) from error


def _body(one: ClockReading, artifact: str) -> dict[str, Json]:
    base = one.at.time_base
    return {
        "sha256": one.sha256,
        "stream": one.stream,
        "pts": one.at.pts,
        "time_base": f"{base.numerator}/{base.denominator}",
        "displayed": str(one.shown),
        "how": "tick",
        "within_ns": one.within_ns,
        "read_by": one.by,
        "source_sha256": artifact,
    }
