"""The activity of all cameras at a glance: one row a film, on one axis of the world's time where clocks allow it.

Each row has, from top to bottom: the acts as ticks with their names, the moments with their numbers, how many people
and vehicles were followed at once, and how closely each second was looked at. Films without a clock stand beneath, on
an axis that counts from each one's first picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from fractions import Fraction
from typing import Final

from gestae.base.units import NS_PER_S
from gestae.casefile import svg
from gestae.casefile.axis import Axis, axis_over
from gestae.casefile.brokenaxis import BrokenAxis, broken_axis
from gestae.casefile.material import CoverageHow, CoverageView, MarkView
from gestae.casefile.strip import COVERAGE_DASHES, COVERAGE_FILLS, HOW_WORDS
from gestae.casefile.wording import clock_words, count_words, duration_words, instant_words, position_words
from gestae.errors import RecordError
from gestae.model.observation import Status
from gestae.model.time import Instant

__all__ = ["ActivityRow", "ActivityView", "MomentMark", "draw_activity"]

WIDTH: Final = 1200.0
_LEFT: Final = 190.0
_RIGHT: Final = 1180.0
_FONT: Final = "'DejaVu Sans', 'Liberation Sans', Arial, sans-serif"
_INK, _SOFT, _AREA = "#16181d", "#4b5159", "#b4c3d9"
_GLYPH: Final = 6.4  # of letters of size 11, wide ones
_LABEL_ROWS: Final = 4
_LABEL_LINE: Final = 13.0
_MOMENT_H, _LEVEL_H, _COVER_H = 15.0, 34.0, 9.0
_GAP: Final = 26.0
_AXIS_H: Final = 34.0
_LEAST_MARK: Final = 3.0
_TITLE_CHARS: Final = 26
# Paper around the letters of a name, so that a tick which passes behind it does not cross them out.
_HALO: Final[Mapping[str, str]] = {"stroke": "#fff", "stroke_width": "3", "paint_order": "stroke"}


@dataclass(frozen=True, slots=True)
class MomentMark:
    """A moment with its number, seconds from the first picture; numbers are those of the folder of moments."""

    number: int
    from_s: Fraction
    to_s: Fraction


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One film.

    Attributes:
        title: its camera, else its file.
        subtitle: its file.
        first_ns: when its first picture was taken, the middle of what is known; None where nothing is.
        within_ns: by how much that may be off to either side; None where it is not known.
        length_s: from the first picture to the end of the last.
        coverage: how it was looked at, seconds from the first picture.
        steps: (second, how many people and vehicles are followed from there on), in order.
        moments: in order.
        acts: what was observed, but for who was merely there.
    """

    title: str
    subtitle: str
    first_ns: int | None
    within_ns: int | None
    length_s: Fraction
    coverage: tuple[CoverageView, ...]
    steps: tuple[tuple[Fraction, int], ...]
    moments: tuple[MomentMark, ...]
    acts: tuple[MarkView, ...]

    def __post_init__(self) -> None:
        if self.length_s <= 0:
            raise RecordError(f"a row of {self.length_s} s; leave out what has no length")
        if (self.first_ns is None) != (self.within_ns is None):
            raise RecordError("a first picture and by how much it may be off come together or not at all")


@dataclass(frozen=True, slots=True)
class ActivityView:
    """All films of a case, with the zone in which times are written."""

    title: str
    zone: tzinfo
    rows: tuple[ActivityRow, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A row with its axis: where each of its seconds is drawn."""

    row: ActivityRow
    axis: BrokenAxis | Axis
    top: float

    def x(self, seconds: Fraction) -> float:
        return self.axis.x((self.row.first_ns or 0) + round(seconds * NS_PER_S))

    @property
    def height(self) -> float:
        return self.labels_height + _MOMENT_H + _LEVEL_H + _COVER_H + 6

    @property
    def labels_height(self) -> float:
        return _LABEL_LINE * _LABEL_ROWS if self.row.acts else 0


def draw_activity(view: ActivityView, name: str = "activity") -> str:
    """Draw all films.

    Args:
        view: what is shown.
        name: unique on a page.

    Returns:
        SVG that stands alone; nothing where there is no film.
    """
    if not view.rows:
        return ""
    placed = [row for row in view.rows if row.first_ns is not None]
    unplaced = [row for row in view.rows if row.first_ns is None]
    parts, top = [_heading(view)], 64.0
    if placed:
        spans = [(row.first_ns or 0, (row.first_ns or 0) + round(row.length_s * NS_PER_S)) for row in placed]
        axis = broken_axis(spans, _LEFT, _RIGHT, view.zone)
        rows, top = _stacked(placed, axis, top)
        parts += [_world_axis(axis, view.zone, 64.0, top), *(_row(one, name) for one in rows)]
        top += _AXIS_H + _GAP
    if unplaced:
        top += 8
        parts.append(svg.text("In the file’s own time: when these were taken is not known", 8, top, font_weight="bold"))
        top += 12
        longest = max(row.length_s for row in unplaced)
        own = axis_over(0, round(longest * NS_PER_S), _LEFT + 20, _RIGHT - 30)
        rows, bottom = _stacked(unplaced, own, top)
        parts += [_own_axis(own, top, bottom), *(_row(one, name) for one in rows)]
        top = bottom + _AXIS_H + _GAP
    parts.append(_legend(view, name, top))
    size = (WIDTH, top + 66)
    told = f"{count_words(len(view.rows), 'film')}; {_counted(view)}."
    drawn = svg.document(name, size, title=view.title, description=told, content=_on_paper("".join(parts), size))
    space = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:.0f}" height="{size[1]:.0f}" '
    return drawn.replace("<svg ", space, 1)


def _on_paper(content: str, size: tuple[float, float]) -> str:
    paper = svg.element("rect", width=size[0], height=size[1], fill="#fff")
    return paper + svg.element("g", content, font_family=_FONT, font_size=13, fill=_INK)


def _heading(view: ActivityView) -> str:
    return svg.text(view.title, 8, 26, font_size=19, font_weight="bold") + svg.text(
        f"Activity of {count_words(len(view.rows), 'film')}: {_counted(view)}", 8, 47, fill=_SOFT
    )


def _counted(view: ActivityView) -> str:
    acts = [one for row in view.rows for one in row.acts]
    waiting = sum(one.status is Status.PROPOSED for one in acts)
    moments = sum(len(row.moments) for row in view.rows)
    undecided = f", {waiting} of them proposed and not decided" if waiting else ""
    return f"{count_words(moments, 'moment')}, {count_words(len(acts), 'act')}{undecided}"


def _stacked(rows: Sequence[ActivityRow], axis: BrokenAxis | Axis, top: float) -> tuple[list[_Place], float]:
    places = []
    for row in rows:
        places.append(_Place(row, axis, top))
        top += places[-1].height + _GAP
    return places, top - _GAP / 2


def _row(one: _Place, name: str) -> str:
    at = one.top + one.labels_height
    return "".join(
        (
            _names(one, at),
            _acts(one, one.top),
            _moments(one, at),
            _level(one, at + _MOMENT_H),
            _coverage(one, at + _MOMENT_H + _LEVEL_H + 3, name),
        )
    )


def _names(one: _Place, top: float) -> str:
    row = one.row
    title, *_ = svg.wrapped(row.title, _TITLE_CHARS - 4, 1)
    lines = [svg.text(title, 8, top + 12, font_weight="bold", font_size=15)]
    if row.subtitle != row.title:
        shortened, *_ = svg.wrapped(row.subtitle, _TITLE_CHARS, 1)
        lines.append(svg.text(shortened, 8, top + 28, font_size=11, fill=_SOFT))
    if row.within_ns is not None:
        off = duration_words(Fraction(row.within_ns, NS_PER_S))
        lines.append(svg.text(f"drawn within ± {off}", 8, top + 42, font_size=11, fill=_SOFT))
    return "".join(lines)


def _acts(one: _Place, top: float) -> str:
    """Draw ticks, and names in as many lines as there are, as far as they have room beside each other."""
    base = top + one.labels_height
    free = [0.0] * _LABEL_ROWS
    parts, names = [], []
    for act in sorted(one.row.acts, key=lambda act: act.from_s):
        x = one.x(act.from_s)
        line = next((n for n in range(_LABEL_ROWS) if free[n] <= x - 2), None)
        high = base - 4 if line is None else base - _LABEL_LINE * line - 9
        dash = {"stroke_dasharray": "2 2"} if act.status is Status.PROPOSED else {}
        parts.append(svg.element("line", x1=x, x2=x, y1=base, y2=high, stroke=_INK, **dash))
        if line is None:
            continue
        width = _GLYPH * len(act.label) + 8
        turned = x + width > _RIGHT  # at the right edge a name stands to the left of its tick
        free[line] = x + (4 if turned else width)
        ink = _SOFT if act.status is Status.PROPOSED else _INK
        anchor = {"text_anchor": "end"} if turned else {}
        place = x - 3 if turned else x + 3
        names.append(svg.text(act.label, place, high + 8, font_size=11, fill=ink, **_HALO, **_slanted(act), **anchor))
    return "".join((*parts, *names))


def _slanted(act: MarkView) -> dict[str, str]:
    return {"font_style": "italic"} if act.status is Status.PROPOSED else {}


def _moments(one: _Place, top: float) -> str:
    parts, free = [], 0.0
    for moment in one.row.moments:
        left, right = one.x(moment.from_s), one.x(moment.to_s)
        width = max(right - left, _LEAST_MARK)
        parts.append(svg.element("rect", x=left, y=top + 1, width=width, height=_MOMENT_H - 3, fill=_INK))
        words, room = str(moment.number), _GLYPH * len(str(moment.number)) + 6
        if width >= room:
            parts.append(svg.text(words, left + 3, top + 11.5, font_size=11, fill="#fff"))
            free = left + width
        elif left + width + 2 >= free:
            parts.append(svg.text(words, left + width + 2, top + 11.5, font_size=11))
            free = left + width + 2 + room
    return "".join(parts)


def _level(one: _Place, top: float) -> str:
    """Draw how many things were followed at once, as steps; a line at each whole number would hide them."""
    most = max((count for _, count in one.row.steps), default=0)
    floor = top + _LEVEL_H
    left, right = one.x(Fraction(0)), one.x(one.row.length_s)
    parts = [svg.element("line", x1=left, x2=right, y1=floor, y2=floor, stroke="#c9cdd2")]
    if most:
        points, before = [f"{left:.1f},{floor:.1f}"], floor
        for second, count in one.row.steps:
            x, y = one.x(min(second, one.row.length_s)), floor - (_LEVEL_H - 4) * count / most
            points += [f"{x:.1f},{before:.1f}", f"{x:.1f},{y:.1f}"]
            before = y
        points += [f"{right:.1f},{before:.1f}", f"{right:.1f},{floor:.1f}"]
        parts.append(svg.element("polygon", points=" ".join(points), fill=_AREA))
        parts.append(svg.text(f"{most} at once", right, top + 10, font_size=10, fill=_SOFT, text_anchor="end"))
    return "".join(parts)


def _coverage(one: _Place, top: float, name: str) -> str:
    parts = []
    for stretch in one.row.coverage:
        left, right = (one.x(min(end, one.row.length_s)) for end in (stretch.from_s, stretch.to_s))
        dash = {"stroke_dasharray": COVERAGE_DASHES[stretch.how]} if stretch.how in COVERAGE_DASHES else {}
        fill = COVERAGE_FILLS[stretch.how].format(name)
        parts.append(
            svg.element("rect", x=left, y=top, width=right - left, height=_COVER_H, fill=fill, stroke="#333", **dash)
        )
    return "".join(parts)


def _world_axis(axis: BrokenAxis, zone: tzinfo, top: float, bottom: float) -> str:
    """Draw the hours, with the day where a stretch begins, and name what is cut out between."""
    parts = []
    for stretch in axis.stretches:
        for tick in stretch.ticks:
            parts.append(svg.element("line", x1=tick.x, x2=tick.x, y1=top, y2=bottom, stroke="#e4e6e8", stroke_width=1))
            words = clock_words(Instant(tick.ns), zone, tick.step_ns)
            parts.append(svg.text(words, tick.x, bottom + 14, text_anchor="middle", font_size=12, fill=_SOFT))
        day = instant_words(Instant(stretch.low_ns), zone).partition(",")[0]
        parts.append(svg.text(day, stretch.left, bottom + 30, font_size=12, fill=_SOFT))
    for x, left_out_ns in axis.cuts():
        parts.append(svg.element("line", x1=x, x2=x, y1=top, y2=bottom, stroke=_SOFT, stroke_dasharray="1 5"))
        words = f"{duration_words(Fraction(left_out_ns, NS_PER_S))} cut out"
        parts.append(svg.text(words, x, top - 3, text_anchor="middle", font_size=11, fill=_SOFT))
    return "".join(parts)


def _own_axis(axis: Axis, top: float, bottom: float) -> str:
    parts = []
    for tick in axis.ticks_ns:
        x = axis.x(tick)
        parts.append(svg.element("line", x1=x, x2=x, y1=top, y2=bottom, stroke="#e4e6e8"))
        words = position_words(Fraction(tick, NS_PER_S)).removesuffix(".000")
        parts.append(svg.text(words, x, bottom + 14, text_anchor="middle", font_size=12, fill=_SOFT))
    return "".join(parts)


def _legend(view: ActivityView, name: str, top: float) -> str:
    """Explain the marks; of the ways of looking only those that are there."""
    hows = [how for how in HOW_WORDS if any(one.how is how for row in view.rows for one in row.coverage)]
    entries = [
        (_swatch_tick("none"), "act: accepted, or recorded by a person"),
        (
            svg.element("line", x1=9, x2=9, y1=-9, y2=3, stroke=_INK, stroke_dasharray="2 2"),
            "act: proposed, in italics",
        ),
        (svg.element("rect", x=0, y=-9, width=18, height=11, fill=_INK), "moment, with its number"),
        (svg.element("rect", x=0, y=-9, width=18, height=11, fill=_AREA), "people and vehicles followed at once"),
        *((_swatch(how, name), f"looked at: {HOW_WORDS[how]}") for how in hows),
    ]
    parts = []
    for place, (mark, words) in enumerate(entries):
        x, y = 8 + place % 4 * 298, top + place // 4 * 20
        parts.append(svg.element("g", mark, transform=f"translate({x} {y:.1f})"))
        parts.append(svg.text(words, x + 24, y, font_size=12))
    return "".join(parts)


def _swatch_tick(dash: str) -> str:
    return svg.element("line", x1=9, x2=9, y1=-9, y2=3, stroke=_INK, stroke_dasharray=dash)


def _swatch(how: CoverageHow, name: str) -> str:
    dash = {"stroke_dasharray": COVERAGE_DASHES[how]} if how in COVERAGE_DASHES else {}
    fill = COVERAGE_FILLS[how].format(name)
    return svg.element("rect", x=0, y=-9, width=18, height=10, fill=fill, stroke="#333", **dash)
