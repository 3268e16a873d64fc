"""The order of events as a figure: one bar an event, from its earliest to its latest, and the order that follows.

What a bar says: *hatched* is doubt (the start lies somewhere in it, the end somewhere in the lower hatched
bar), *solid* is what certainly lies between start and end. No shade suggests that one moment within the
bounds is likelier than another, for the bounds do not say so. A bar too narrow to be seen is drawn at a
least width with its true width written beside it, as with every bar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from gestae.base.units import NS_PER_S
from gestae.casefile import svg
from gestae.casefile.axis import Axis, axis_over, cut_pauses
from gestae.casefile.view import AlikeView, EventView
from gestae.casefile.wording import clock_words, count_words, duration_words, instant_words, local_ns, width_words
from gestae.errors import RecordError
from gestae.model.time import Instant, TimeInterval

__all__ = ["Bar", "Panel", "camera_letters", "draw_order", "lay_out"]

WIDTH: Final = 1000.0
PLOT_LEFT: Final = 372.0
PLOT_RIGHT: Final = 900.0
LEAST_BAR: Final = 4.0
_EDGE: Final = LEAST_BAR
# How far the head of a bar that runs out of the axis reaches, to say that the earliest moment is not known.
_HEAD: Final = 9.0
_EARLIEST_UNKNOWN: Final = "earliest not known"
_ROW: Final = 46.0
# From line to line where several events share a row.
_STEP: Final = 30.0
_TOP: Final = 30.0
_MOST_ROWS: Final = 20
# Widest of common figures and letters at the size of labels, so that text is never cut off at the edge.
_GLYPH: Final = 8.0
# The same at the size of titles.
_TITLE_GLYPH: Final = 9.2
# For titles of one, two and three lines: where the first line stands, from line to line, size of the letters.
_LINES: Final = {1: (25, 18, 15.5), 2: (17, 18, 15.5), 3: (13, 15, 13.5)}
# Light to dark, so far apart in lightness (L* about 90, 70, 50, 30, 10) that a photocopy keeps them apart.
_SHADES: Final = (
    ("#e7e2d3", "#111"),
    ("#8fb7cf", "#111"),
    ("#7a7a7a", "#fff"),
    ("#7a2e1f", "#fff"),
    ("#14213d", "#fff"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """Where one event is drawn: the doubt of its start, the doubt of its end, and what lies surely between.

    Each is (left, right) in drawing units; None where there is none. `is_open` says that the earliest moment is not
    known: the bar then runs on to the left, out of the axis.
    """

    number: int
    start: tuple[float, float]
    certain: tuple[float, float] | None
    end: tuple[float, float] | None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """What is drawn under one title: one event, or several that may be one act, with the words that say so."""

    events: tuple[EventView, ...]
    title: str
    remark: str

    @property
    def height(self) -> float:
        return _ROW + _STEP * (len(self.events) - 1)

    @property
    def told(self) -> str:
        """Say the row to people who hear the figure."""
        each = " and ".join(f"event {event.number}, {event.title[:80]}" for event in self.events)
        return f"{each} ({self.remark})" if self.remark else each


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing of at most twenty events.

    Attributes:
        heading: date, range and scale in words.
        pause: how long before it no event is placed, in words; empty for the first and within one axis.
        drawing: SVG.
        signs: which signs it uses, for a key that explains no others: "certain", "end", "open end", "then", "open".
    """

    heading: str
    pause: str
    drawing: str
    signs: frozenset[str] = frozenset()


def camera_letters(events: Sequence[EventView]) -> dict[str, str]:
    """Give every camera of the sightings a letter, in the order of their names.

    >>> camera_letters(())
    {}
    """
    names = sorted({sighting.camera for event in events for sighting in event.sightings})
    return {name: _letters(index) for index, name in enumerate(names)}


def lay_out(events: Sequence[EventView], axis: Axis) -> tuple[Bar, ...]:
    """Place the bars of events on an axis.

    Args:
        events: with a start or a latest moment, all within the axis.
        axis: over them.
    """
    return tuple(_bar(event, axis) for event in events)


def draw_order(events: Sequence[EventView], zone: ZoneInfo, alike: Sequence[AlikeView] = ()) -> tuple[Panel, ...]:
    """Draw the events that have a start, or at least a latest moment.

    Args:
        events: in the order in which they are told; those without either are left out.
        zone: whose clock the axis shows.
        alike: events that may be one act; they are drawn beneath each other under one title, within a bracket.

    Returns:
        Panels: one for each stretch between long pauses, and a new one after every twenty events.
    """
    placed = sorted((event for event in events if event.is_bounded), key=lambda event: _span(event)[0])
    letters = camera_letters(events)
    panels: list[Panel] = []
    reached: int | None = None
    above: _Row | None = None
    for positions in cut_pauses([_span(event) for event in placed]):
        group = [placed[position] for position in positions]
        low, high = _span(group[0])[0], max(_span(event)[1] for event in group)
        offset_ns = local_ns(Instant(low), zone) - low
        axis = axis_over(low, high, PLOT_LEFT + _EDGE, PLOT_RIGHT - _EDGE, offset_ns=offset_ns)
        pause = "" if reached is None else duration_words(Fraction(low - reached, NS_PER_S))
        for rows in _parted(_rows(group, alike)):
            name = f"order-{len(panels) + 1}"
            panels.append(_panel(name, (above, *rows), axis, zone=zone, letters=letters, pause=pause))
            pause, above = "", rows[-1]
        reached = high
    return tuple(panels)


def _rows(events: Sequence[EventView], alike: Sequence[AlikeView]) -> list[_Row]:
    """Give one row for each event, and one for all that may be one act, where the first of them stands."""
    group_of = {number: group for group in alike for number in group.members}
    here = {event.number for event in events}
    rows: list[_Row] = []
    drawn: set[int] = set()
    for event in events:
        group = group_of.get(event.number)
        if group is None or not here.issuperset(group.members):
            rows.append(_Row((event,), event.title, ""))
        elif event.number not in drawn:
            members = tuple(one for one in events if one.number in group.members)
            rows.append(_Row(members, _shared_title(members), group.words))
            drawn.update(group.members)
    return rows


def _shared_title(members: Sequence[EventView]) -> str:
    titles = {event.title for event in members}
    return titles.pop() if len(titles) == 1 else members[0].kind.replace("_", " ")


def _parted(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Part rows so that none of the parts has more than twenty events, unless one row alone has."""
    part: list[_Row] = []
    for row in rows:
        if part and sum(len(one.events) for one in part) + len(row.events) > _MOST_ROWS:
            yield part
            part = []
        part.append(row)
    if part:
        yield part


def _panel(
    name: str, told: Sequence[_Row | None], axis: Axis, *, zone: ZoneInfo, letters: dict[str, str], pause: str
) -> Panel:
    """Draw rows; the first of `told` is the last one of the drawing above, against which the next one stands."""
    rows = [row for row in told[1:] if row is not None]
    events = [event for row in rows for event in row.events]
    height = _TOP + sum(row.height for row in rows) + 12
    scale = duration_words(Fraction(axis.step_ns, NS_PER_S))
    ends = " to ".join(instant_words(Instant(end), zone) for end in (axis.low_ns, axis.high_ns))
    heading = f"{ends}, marks every {scale}"
    parts = [_axis_lines(axis, zone, height)]
    top = _TOP
    for before, row in zip(told, rows, strict=False):
        if before is not None:
            parts.append(_link(before, row, top))
        parts.append(_drawn_row(row, axis, top, letters=letters, name=name))
        top += row.height
    words = "; ".join(row.told for row in rows)
    is_half = any(event.start is None for event in events)
    runs_out = "; where the earliest is not known, it runs out to the left" if is_half else ""
    drawing = svg.document(
        name,
        (WIDTH, height),
        title=f"Order of {count_words(len(events), 'event')}, {heading}",
        description=f"One bar an event from its earliest to its latest moment{runs_out}. From top to bottom: {words}. "
        "The same bounds are written in the list of events below.",
        content="".join(parts),
    )
    return Panel(heading, pause, drawing, frozenset(_signs(told, rows, axis)))


def _signs(told: Sequence[_Row | None], rows: Sequence[_Row], axis: Axis) -> Iterator[str]:
    """Name the signs that a drawing uses."""
    for bar in lay_out([event for row in rows for event in row.events], axis):
        yield from (
            name for name, is_used in (("certain", bar.certain), ("end", bar.end), ("open end", bar.is_open)) if is_used
        )
    for before, row in zip(told, rows, strict=False):
        if before is not None:
            yield "then" if _is_after(before, row) else "open"


def _axis_lines(axis: Axis, zone: ZoneInfo, height: float) -> str:
    parts = []
    for tick in axis.ticks_ns:
        x = axis.x(tick)
        parts.append(svg.element("line", x1=x, x2=x, y1=_TOP - 4, y2=height - 8, stroke="#c4c4c4"))
        parts.append(
            svg.text(
                clock_words(Instant(tick), zone, axis.step_ns), x, 16, text_anchor="middle", font_size=14, fill="#333"
            )
        )
    parts.append(svg.element("line", x1=PLOT_LEFT, x2=PLOT_RIGHT, y1=_TOP - 4, y2=_TOP - 4, stroke="#333"))
    return "".join(parts)


def _drawn_row(row: _Row, axis: Axis, top: float, *, letters: dict[str, str], name: str) -> str:
    most = max(len({letters[one.camera] for one in event.sightings}) for event in row.events)
    parts = [_label(row, top, right=PLOT_LEFT - 16 - 20 * min(3, most))]
    if len(row.events) > 1:
        low, high = top + 8, top + row.height - 14
        parts.append(
            svg.element("path", d=f"M41 {low:.0f}H36V{high:.0f}H41", fill="none", stroke="#555", stroke_width=1.4)
        )
    for place, (event, bar) in enumerate(zip(row.events, lay_out(row.events, axis), strict=True)):
        parts.append(_line(event, bar, top + place * _STEP, letters=letters, name=name))
    return "".join(parts)


def _line(event: EventView, bar: Bar, top: float, *, letters: dict[str, str], name: str) -> str:
    seen_by = sorted({letters[sighting.camera] for sighting in event.sightings})
    parts = [
        svg.element("circle", cx=17, cy=top + 20, r=13, fill="#fff", stroke="#111", stroke_width=1.5),
        svg.text(str(event.number), 17, top + 25, text_anchor="middle", font_size=14, font_weight="bold"),
    ]
    parts.append(_badges(seen_by, top + 11))
    parts.append(_bars(bar, top, name))
    words = width_words(event.start) if event.start else _EARLIEST_UNKNOWN
    parts.append(_width_label(words, bar, top))
    return "".join(parts)


def _label(row: _Row, top: float, *, right: float) -> str:
    """Write a title on at most three lines in a window of its own, where wide letters are cut off and hide nothing."""
    left = 40 if len(row.events) == 1 else 48
    lines = svg.wrapped(row.title, int((right - left) / _TITLE_GLYPH), 3 if len(row.events) == 1 else 1)
    more = row.remark.replace("; ", ";\n").splitlines()
    first_line, step, size = _LINES[max(1, len(lines))]
    if more:
        first_line = round((row.height - step * len(lines) - 15 * len(more)) / 2) + 11
    words = "".join(svg.text(line, 0, first_line + step * index, font_size=size) for index, line in enumerate(lines))
    below = first_line + step * len(lines) - 1
    words += "".join(
        svg.text(line, 0, below + 15 * index, font_size=13, fill="#333") for index, line in enumerate(more)
    )
    return svg.element("svg", words, x=left, y=top, width=right - left, height=row.height)


def _badges(seen_by: Sequence[str], y: float) -> str:
    """Draw the cameras' letters, right-aligned before the plot; of more than three, two and how many more."""
    shown = list(seen_by) if len(seen_by) <= 3 else [*seen_by[:2], f"+{len(seen_by) - 2}"]
    return "".join(_badge(letter, PLOT_LEFT - 12 - 20 * (len(shown) - index), y) for index, letter in enumerate(shown))


def _width_label(words: str, bar: Bar, top: float) -> str:
    """Write how wide the doubt is: after the bar, before it where there is no room, under it where neither has."""
    left, right = bar.start[0], max(bar.start[1], bar.end[1] if bar.end else bar.start[1])
    room = _GLYPH * len(words) + 8
    if right + room < WIDTH:
        return svg.text(words, right + 7, top + 22, font_size=14, fill="#333")
    if left - room > PLOT_LEFT:
        return svg.text(words, left - 7, top + 22, font_size=14, fill="#333", text_anchor="end")
    return svg.text(words, PLOT_RIGHT, top + 41, font_size=14, fill="#333", text_anchor="end")


def _bars(bar: Bar, top: float, name: str) -> str:
    doubt = f"url(#{name}-doubt)"
    parts = []
    if bar.certain:
        left, right = bar.certain
        parts.append(svg.element("rect", x=left, y=top + 17, width=right - left, height=7, fill="#333"))
    if bar.end:
        left, right = bar.end
        parts.append(svg.element("rect", x=left, y=top + 26, width=right - left, height=9, fill=doubt, stroke="#111"))
    left, right = bar.start
    if bar.is_open:
        parts.append(_runs_out(bar, top, doubt))
    else:
        box = {"x": left, "y": top + 9, "width": right - left, "height": 17}
        parts.append(svg.element("rect", "", **box, fill=doubt, stroke="#111", stroke_width=1.4))
    return "".join(parts)


def _runs_out(bar: Bar, top: float, doubt: str) -> str:
    """Draw a bar that is shut at its right end only, with a head that points out of the axis."""
    left, right = bar.start
    high, low = top + 9, top + 26
    body = f"M{left:.1f} {high:.1f}H{right:.1f}V{low:.1f}H{left:.1f}"
    head = f"M{left:.1f} {high:.1f}L{left - _HEAD:.1f} {(high + low) / 2:.1f}L{left:.1f} {low:.1f}"
    return "".join(
        svg.element("path", d=path, fill=fill, stroke="#111", stroke_width=1.4)
        for path, fill in ((body, doubt), (head, "#fff"))
    )


def _link(previous: _Row, row: _Row, top: float) -> str:
    """Draw what follows between two rows: an arrow where all of one came before all of the other, dots where not."""
    if _is_after(previous, row):
        line = svg.element("line", x1=17, x2=17, y1=top - 12, y2=top + 3, stroke="#111", stroke_width=1.6)
        return line + svg.element("path", d=f"M12 {top - 1:.0f}L17 {top + 6:.0f}L22 {top - 1:.0f}Z", fill="#111")
    return svg.element(
        "line", x1=17, x2=17, y1=top - 12, y2=top + 6, stroke="#555", stroke_width=2, stroke_dasharray="2 4"
    )


def _is_after(previous: _Row, row: _Row) -> bool:
    return all(before.number in event.after for before in previous.events for event in row.events)


def _badge(letter: str, x: float, y: float) -> str:
    shade, ink = _SHADES[ord(letter[-1]) % len(_SHADES)]
    box = svg.element("rect", x=x, y=y, width=18, height=18, rx=3, fill=shade, stroke="#111")
    return box + svg.text(letter, x + 9, y + 13.5, text_anchor="middle", font_size=12, font_weight="bold", fill=ink)


def _bar(event: EventView, axis: Axis) -> Bar:
    if event.start is None and event.began_by is not None:
        right = axis.x(event.began_by.ns)
        return Bar(event.number, (min(PLOT_LEFT + _HEAD, right - LEAST_BAR), right), None, None, is_open=True)
    begun = _start_of(event)
    start = _drawn(begun, axis)
    if event.end is None:
        return Bar(event.number, start, None, None)
    certain = (axis.x(begun.latest.ns), axis.x(event.end.earliest.ns))
    return Bar(event.number, start, certain if certain[0] < certain[1] else None, _drawn(event.end, axis))


def _drawn(interval: TimeInterval, axis: Axis) -> tuple[float, float]:
    """Give left and right of a bar, no narrower than can be seen, about its true middle."""
    left, right = axis.x(interval.earliest.ns), axis.x(interval.latest.ns)
    lacking = max(0.0, LEAST_BAR - (right - left)) / 2
    return left - lacking, right + lacking


def _span(event: EventView) -> tuple[int, int]:
    if event.start is None and event.began_by is not None:
        return event.began_by.ns, event.began_by.ns
    start = _start_of(event)
    last = max(start.latest, event.end.latest) if event.end else start.latest
    return start.earliest.ns, last.ns


def _start_of(event: EventView) -> TimeInterval:
    if event.start is None:
        raise RecordError(f"event {event.number} has no place in time and cannot be drawn; leave it out of the figure")
    return event.start


def _letters(index: int) -> str:
    """Count A, B to Z, then AA, AB and so on."""
    return ("" if index < 26 else chr(ord("A") + index // 26 - 1)) + chr(ord("A") + index % 26)
