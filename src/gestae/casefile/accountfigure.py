"""The order of an account as one picture that stands alone: a row a point, told in the order of the narrative.

Each row has the number of its sentence, its title, its bounds in figures, and a bar from its earliest to its latest
moment; a side that nothing limits fades out. To the left of the numbers stands what follows, reduced: arrows between
neighbours, and arcs over others. No shade suggests that one moment within the bounds is likelier than another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gestae.base.units import NS_PER_S
from gestae.casefile import svg
from gestae.casefile.accountmarks import DEFS, FILLS, arrow, badge, fading, legend, letters_of, link, warning
from gestae.casefile.accountview import AccountView, PointView, Side, telling_order
from gestae.casefile.brokenaxis import BrokenAxis, broken_axis
from gestae.casefile.wording import clock_words, count_words, duration_words, instant_words
from gestae.model.time import Instant

__all__ = ["draw_account"]

WIDTH: Final = 1200.0
_RIGHT: Final = 1078.0
_LABEL: Final = 352.0
_LANE: Final = 10.0
_MOST_LANES_ROOM: Final = 120.0
_HEAD: Final = 112.0
_LEAST_BAR: Final = 5.0
# How far a side that nothing limits is drawn until it has faded out.
_FADE: Final = 110.0
# Wide letters of common figures and letters: of a title, of smaller words.
_TITLE_GLYPH: Final = 8.7
_GLYPH: Final = 7.6
_BADGES: Final = 4
_SIDES: Final = {Side.WHOLE: "", Side.START: " – begins", Side.END: " – ends"}
_FONT: Final = "'DejaVu Sans', 'Liberation Sans', Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class _Row:
    """Where one point is drawn."""

    number: int
    point: PointView
    lines: tuple[str, ...]
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class _Arc:
    """A pair of rows of which the second follows the first, and the lane in which it is drawn; 0 between neighbours."""

    first: int
    second: int
    strict: bool
    lane: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where everything is drawn."""

    rows: tuple[_Row, ...]
    arcs: tuple[_Arc, ...]
    spine: float
    axis: BrokenAxis | None
    dated: bool = False

    @property
    def label_left(self) -> float:
        return self.spine + 24

    @property
    def plot_left(self) -> float:
        return self.label_left + _LABEL + 12

    @property
    def bottom(self) -> float:
        return self.rows[-1].top + self.rows[-1].height if self.rows else _HEAD


def draw_account(view: AccountView) -> str:
    """Draw an account.

    Args:
        view: the account, solved.

    Returns:
        An SVG document, 1200 units wide.
    """
    plan = _plan(view)
    letters = letters_of(view.sources)
    kinds = {source.id: source.kind for source in view.sources}
    parts = [svg.element("rect", width=WIDTH, height="100%", fill="#fff"), DEFS, _heading(view, plan.axis)]
    parts += [_band(row) for row in plan.rows[::2]]
    parts.append(_axis_marks(plan, view))
    by_name = {row.point.name: row for row in plan.rows}
    for row in plan.rows:
        parts += [_label(row, plan, view), _bar(row, plan, by_name, view)]
        marks = [badge(kinds[name], letter, 0, 0) for name, letter in letters.items() if name in row.point.sources]
        parts.append(_badges(marks, row.middle))
    parts += [*_links(plan, view), *(_number(row, plan.spine) for row in plan.rows)]
    drawn, height = legend(view.sources, letters, plan.bottom + 30, WIDTH)
    parts += [svg.element("line", x1=24, x2=WIDTH - 24, y1=plan.bottom + 14, y2=plan.bottom + 14, stroke="#999"), drawn]
    banner, room = warning(view.notes, WIDTH)
    moved = f"translate(0 {room:.0f})"
    content = [parts[0], banner, svg.element("g", "".join(parts[1:]), transform=moved)] if banner else parts
    return _standing_alone(view, plan, "".join(content), plan.bottom + height + 44 + room)


def _standing_alone(view: AccountView, plan: _Plan, content: str, height: float) -> str:
    told = "; ".join(f"{row.number}, {row.point.title[:80]}{_SIDES[row.point.side]}" for row in plan.rows)
    drawing = svg.document(
        "account",
        (WIDTH, height),
        title=f"{view.title}: order of {count_words(len(plan.rows), 'point')}",
        description=f"One bar a point from its earliest to its latest moment. From top to bottom: {told}."
        + "".join(f" {note}." for note in view.notes),
        content=svg.element("g", content, font_family=_FONT),
    )
    space = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:.0f}" height="{height:.0f}" '
    return space + drawing.removeprefix("<svg ") + "\n"


def _plan(view: AccountView) -> _Plan:
    told = telling_order(view)
    top, rows = _HEAD, []
    for number, point in enumerate(told, 1):
        lines = tuple(svg.wrapped(point.title + _SIDES[point.side], int(_LABEL / _TITLE_GLYPH), 2))
        height = 32.0 + 18 * len(lines)
        rows.append(_Row(number, point, lines, top, height))
        top += height
    arcs = _arcs(told, view)
    room = min(_MOST_LANES_ROOM, _LANE * max((arc.lane for arc in arcs), default=0))
    spine = 40.0 + room
    bare = _Plan(tuple(rows), arcs, spine, None)
    spans = [span for span in map(_span, told) if span is not None]
    axis = broken_axis(spans, *_ends_of_axis(told, bare.plot_left), view.zone) if spans else None
    days = {_day(ns, view) for span in spans for ns in span}
    return _Plan(tuple(rows), arcs, spine, axis, len(days) > 1)


def _ends_of_axis(told: Sequence[PointView], left: float) -> tuple[float, float]:
    """Leave room for what fades out beyond the first and the last moment."""
    room = _FADE - 66
    opens_left = any(point.earliest_ns is None and point.latest_ns is not None for point in told)
    opens_right = any(point.latest_ns is None and point.earliest_ns is not None for point in told)
    return left + room * opens_left, _RIGHT - room * opens_right


def _span(point: PointView) -> tuple[int, int] | None:
    known = [side for side in (point.earliest_ns, point.latest_ns) if side is not None]
    return (known[0], known[-1]) if known else None


def _arcs(told: Sequence[PointView], view: AccountView) -> tuple[_Arc, ...]:
    """Give each pair of the order a lane, the shortest next to the numbers; arcs in one lane do not overlap."""
    place = {point.name: index for index, point in enumerate(told)}
    last = {group[0]: max(place[name] for name in group) for group in view.links.same}
    pairs = [(a, b, True) for a, b in view.links.before] + [(a, b, False) for a, b in view.links.not_after]
    spans = sorted(((last.get(a, place[a]), place[b], strict) for a, b, strict in pairs),
                   key=lambda one: (one[1] - one[0], one))  # fmt: skip
    taken: list[int] = []  # of each lane, as bits, the rows that its arcs leave behind
    arcs = []
    for first, second, strict in spans:
        if second == first + 1:
            arcs.append(_Arc(first, second, strict, 0))
            continue
        rows = (1 << second) - (1 << first)
        lane = next((n for n, bits in enumerate(taken) if not bits & rows), len(taken))
        taken += [0] if lane == len(taken) else []
        taken[lane] |= rows
        arcs.append(_Arc(first, second, strict, lane + 1))
    return tuple(arcs)


def _heading(view: AccountView, axis: BrokenAxis | None) -> str:
    title = svg.text(svg.wrapped(view.title, 100, 1)[0] if view.title else "", 24, 30, font_size=20, font_weight="bold")
    if axis is None:
        return title + svg.text("No source limits any moment.", 24, 52, font_size=13, fill="#333")
    low = Instant(axis.stretches[0].low_ns)
    step = duration_words(Fraction(axis.step_ns, NS_PER_S))
    cut = "; long empty stretches are cut out, the scale is one throughout" if axis.cuts() else ""
    words = f"From {instant_words(low, view.zone)}; a mark every {step}{cut}."
    return title + svg.text(words, 24, 52, font_size=13, fill="#333")


def _axis_marks(plan: _Plan, view: AccountView) -> str:
    if plan.axis is None:
        return ""
    parts, labelled, day = [], -1000.0, ""
    for tick in (tick for stretch in plan.axis.stretches for tick in stretch.ticks):
        parts.append(svg.element("line", x1=tick.x, x2=tick.x, y1=_HEAD - 4, y2=plan.bottom, stroke="#cfcfcf"))
        words = clock_words(Instant(tick.ns), view.zone, tick.step_ns)
        if tick.x - labelled >= _GLYPH * len(words) + 14:
            date = _day(tick.ns, view)
            parts.append(_tick_label(words, tick.x, "" if date == day else date))
            labelled, day = tick.x, date
    parts += [
        svg.element("line", x1=one.left, x2=one.right, y1=_HEAD - 4, y2=_HEAD - 4, stroke="#111")
        for one in plan.axis.stretches
    ]
    parts += [_cut(x, left_out_ns, plan.bottom) for x, left_out_ns in plan.axis.cuts()]
    return "".join(parts)


def _tick_label(words: str, x: float, date: str) -> str:
    label = svg.text(words, x, _HEAD - 10, text_anchor="middle", font_size=13, fill="#111")
    if not date:
        return label
    return label + svg.text(date, x, _HEAD - 26, text_anchor="middle", font_size=12, fill="#444")


def _cut(x: float, left_out_ns: int, bottom: float) -> str:
    """Mark where a stretch was cut out, with its length."""
    zigzag = "".join(f"L{x + (3 if step % 2 else -3):.1f} {_HEAD - 4 + 6 * step:.0f}"
                     for step in range(1, int((bottom - _HEAD) / 6) + 1))  # fmt: skip
    back = svg.element("rect", x=x - 9, y=_HEAD - 6, width=18, height=bottom - _HEAD + 6, fill="#fff")
    line = svg.element("path", d=f"M{x - 3:.1f} {_HEAD - 4:.0f}{zigzag}", fill="none", stroke="#888")
    words = duration_words(Fraction(left_out_ns, NS_PER_S).limit_denominator(1))
    return back + line + svg.text(words, x, _HEAD - 42, text_anchor="middle", font_size=12, fill="#444")


def _band(row: _Row) -> str:
    return svg.element("rect", x=0, y=row.top, width=WIDTH, height=row.height, fill="#f4f4f1")


def _label(row: _Row, plan: _Plan, view: AccountView) -> str:
    words = "".join(svg.text(line, 0, 18 + 18 * index, font_size=15) for index, line in enumerate(row.lines))
    words += svg.text(
        _bounds(row.point, view, dated=plan.dated), 0, 18 + 18 * len(row.lines), font_size=12.5, fill="#333"
    )
    return svg.element("svg", words, x=plan.label_left, y=row.top + 3, width=_LABEL, height=row.height)


def _bounds(point: PointView, view: AccountView, *, dated: bool) -> str:
    """Write both bounds, with their dates where the account has several."""
    limits = [ns for ns in (_floor(point.earliest_ns), _ceil(point)) if ns is not None]
    if not limits:
        return view.unlimited
    days = [_day(ns, view) if dated else "" for ns in limits]
    if len(set(days)) == 1:
        days = [""] * (len(days) - 1) + days[-1:]
    written = iter([f"{_clock(ns, view)}{f', {day}' if day else ''}" for ns, day in zip(limits, days, strict=True)])
    early, late = (None if ns is None else next(written) for ns in (point.earliest_ns, point.latest_ns))
    if early is None or late is None:
        return f"not before {early}" if early else f"not after {late}"
    return f"at {late}" if limits[0] == limits[-1] else f"{early} to {late}"


def _day(ns: int, view: AccountView) -> str:
    """Name the day without its year.

    >>> from datetime import UTC
    >>> from gestae.casefile.accountview import Links
    >>> _day(0, AccountView("", UTC, (), Links((), (), ())))
    '1 January'
    """
    return instant_words(Instant(ns), view.zone).partition(",")[0].rpartition(" ")[0]


def _floor(ns: int | None) -> int | None:
    return None if ns is None else ns // 1_000_000 * 1_000_000


def _ceil(point: PointView) -> int | None:
    return None if point.latest_ns is None else -(-point.latest_ns // 1_000_000) * 1_000_000


def _clock(ns: int, view: AccountView) -> str:
    """Write a moment on the zone's clock, to the millisecond where it has any, and its offset where that is rare."""
    clock = clock_words(Instant(ns), view.zone, NS_PER_S if ns % NS_PER_S == 0 else 1)
    return clock.rstrip(".")


def _number(row: _Row, spine: float) -> str:
    disc = svg.element("circle", cx=spine, cy=row.middle, r=12, fill="#fff", stroke="#111", stroke_width=1.5)
    size = 13 if row.number < 100 else 11
    return disc + svg.text(
        str(row.number), spine, row.middle + 4.5, text_anchor="middle", font_size=size, font_weight="bold"
    )


def _bar(row: _Row, plan: _Plan, by_name: Mapping[str, _Row], view: AccountView) -> str:
    point, axis = row.point, plan.axis
    if axis is None or point.grade is None:
        line = svg.element(
            "line", x1=plan.plot_left + 8, x2=_RIGHT - 8, y1=row.middle, y2=row.middle, stroke="#999",
            stroke_dasharray="2 6",
        )  # fmt: skip
        return line + svg.text(view.unlimited, plan.plot_left + 12, row.middle - 6, font_size=12.5, fill="#333")
    left, right = _ends(point, axis, plan.plot_left)
    fill = FILLS[point.grade]
    drawn = svg.element(
        "rect", x=left, y=row.middle - 9, width=right - left, height=18, fill=fill, stroke="#111", stroke_width=1.3
    )
    if point.earliest_ns is None or point.latest_ns is None:
        return fading(drawn, "left" if point.earliest_ns is None else "right")
    going_on = _going_on(row, axis, by_name)
    ahead = any(right < x + 12 and x - 12 < right + 80 for x, _ in axis.cuts())
    behind = (bool(going_on) or ahead) and left - 80 > plan.plot_left
    return going_on + drawn + _width(point, left, right, row.middle, behind=behind)


def _ends(point: PointView, axis: BrokenAxis, plot_left: float) -> tuple[float, float]:
    """Give left and right of a bar, no narrower than can be seen, about its true middle."""
    if point.earliest_ns is None and point.latest_ns is not None:
        right = axis.x(point.latest_ns)
        return max(plot_left - 8, right - _FADE), right
    if point.latest_ns is None and point.earliest_ns is not None:
        left = axis.x(point.earliest_ns)
        return left, min(_RIGHT + 8, left + _FADE)
    left, right = axis.x(point.earliest_ns or 0), axis.x(point.latest_ns or 0)
    lacking = max(0.0, _LEAST_BAR - (right - left)) / 2
    return left - lacking, right + lacking


def _going_on(row: _Row, axis: BrokenAxis, by_name: Mapping[str, _Row]) -> str:
    """Draw, behind the start of an event that lasts, the time through which it surely went on."""
    if row.point.side is not Side.START or row.point.latest_ns is None:
        return ""
    end = by_name[f"{row.point.event}.end"].point.earliest_ns
    if end is None or end <= row.point.latest_ns:
        return ""
    left, right = axis.x(row.point.latest_ns), axis.x(end)
    return svg.element("rect", x=left, y=row.middle - 2.5, width=right - left, height=5, fill="#8c8c8c")


def _width(point: PointView, left: float, right: float, middle: float, *, behind: bool) -> str:
    """Write how wide the bounds are: after the bar, or before it where there is no room or something is drawn."""
    width_ns = (_ceil(point) or 0) - (_floor(point.earliest_ns) or 0)
    words = "exact" if width_ns == 0 else duration_words(Fraction(width_ns, NS_PER_S))
    if not behind and right + 8 + _GLYPH * len(words) < _RIGHT + 8:
        return svg.text(words, right + 7, middle + 4.5, font_size=12.5, fill="#333")
    return svg.text(words, left - 7, middle + 4.5, font_size=12.5, fill="#333", text_anchor="end")


def _badges(marks: Sequence[str], middle: float) -> str:
    """Set the badges of a row side by side; of more than four, three and how many more."""
    shown = list(marks) if len(marks) <= _BADGES else list(marks[: _BADGES - 1])
    parts = [svg.element("g", mark, transform=f"translate({_RIGHT + 24 + 26 * place:.1f} {middle:.1f})")
             for place, mark in enumerate(shown)]  # fmt: skip
    if len(shown) < len(marks):
        parts.append(svg.text(f"+{len(marks) - len(shown)}", _RIGHT + 13 + 26 * len(shown), middle + 4.5, font_size=13))
    return "".join(parts)


def _links(plan: _Plan, view: AccountView) -> list[str]:
    rows, x = plan.rows, plan.spine
    joined = {arc.first for arc in plan.arcs if arc.lane == 0}
    place = {row.point.name: index for index, row in enumerate(rows)}
    same = {index for group in view.links.same for index in sorted(place[name] for name in group)[:-1]}
    parts = [
        link(x, rows[index].middle + 12, rows[index + 1].middle - 12, same=index in same)
        for index in range(len(rows) - 1)
        if index not in joined
    ]
    most = max((arc.lane for arc in plan.arcs), default=0)
    lane_width = min(_LANE, _MOST_LANES_ROOM / most) if most else _LANE
    outs, intos = _doors(plan.arcs, "first"), _doors(plan.arcs, "second")
    for arc in sorted(plan.arcs, key=lambda one: -one.lane):
        above, below = rows[arc.first].middle, rows[arc.second].middle
        if arc.lane == 0:
            parts.append(arrow(((x, above + 12), (x, below - 13)), strict=arc.strict))
            continue
        side = x - 14 - lane_width * arc.lane
        out, into = outs[arc], -intos[arc]
        path = (
            (x - _rim(out) + 2, above + out),
            (side, above + out),
            (side, below + into),
            (x - _rim(into), below + into),
        )
        parts.append(arrow(path, strict=arc.strict))
    return parts


def _doors(arcs: Sequence[_Arc], end: str) -> dict[_Arc, float]:
    """Give how far from the middle of its number each arc begins or ends; those of one number stay apart."""
    lanes: dict[int, list[int]] = {}
    for arc in sorted((one for one in arcs if one.lane), key=lambda one: one.lane):
        lanes.setdefault(getattr(arc, end), []).append(arc.lane)
    return {
        arc: 3.0 + 7.0 * here.index(arc.lane) / max(1, len(here) - 1)
        for arc in arcs
        if arc.lane and (here := lanes[getattr(arc, end)])
    }


def _rim(off: float) -> float:
    """Give how far left of its middle a number's rim lies, at some height off it."""
    return float((13.5**2 - off**2) ** 0.5)
