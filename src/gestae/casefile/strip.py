"""One footage as a strip along its own time: how closely it was looked at, and what was marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from gestae.base.units import NS_PER_S
from gestae.casefile import svg
from gestae.casefile.axis import Axis, axis_over
from gestae.casefile.material import CoverageHow, CoverageView, MarkView, SourceView
from gestae.casefile.wording import duration_words, position_words
from gestae.model.observation import Status

__all__ = ["COVERAGE_DASHES", "COVERAGE_FILLS", "HOW_WORDS", "coverage_totals", "draw_strip", "filled_coverage"]

HOW_WORDS: Final = {
    CoverageHow.COMPLETE: "complete",
    CoverageHow.KEY_FRAMES: "key frames only",
    CoverageHow.EVERY_NTH: "one frame in n",
    CoverageHow.UNREADABLE: "unreadable",
    CoverageHow.NOT_LOOKED_AT: "not looked at",
    CoverageHow.LEAP: "a leap of the file’s times, no pictures",
}
# {0} stands for the name of the drawing in which a pattern is defined.
COVERAGE_FILLS: Final = {
    CoverageHow.COMPLETE: "#9aa7b0",
    CoverageHow.KEY_FRAMES: "url(#{0}-keys)",
    CoverageHow.EVERY_NTH: "url(#{0}-nth)",
    CoverageHow.UNREADABLE: "url(#{0}-lost)",
    CoverageHow.NOT_LOOKED_AT: "#fff",
    CoverageHow.LEAP: "none",
}
COVERAGE_DASHES: Final = {CoverageHow.NOT_LOOKED_AT: "4 3", CoverageHow.LEAP: "1 7"}
_WIDTH: Final = 1000.0
_EDGE: Final = 8.0
_LANES: Final = ((Status.ACCEPTED, "#111"), (Status.PROPOSED, "#fff"), (Status.REJECTED, "#fff"))
_LANE: Final = 13.0
_LEAST_MARK: Final = 4.0


def filled_coverage(source: SourceView) -> tuple[CoverageView, ...]:
    """Give the coverage of a whole footage: what nobody stated was not looked at.

    Source: the footage's own list; between its stretches and after them nothing is claimed.
    """
    if source.duration_s is None:
        return source.coverage
    whole: list[CoverageView] = []
    reached = Fraction(0)
    for stretch in source.coverage:
        if stretch.from_s > reached:
            whole.append(CoverageView(reached, stretch.from_s, CoverageHow.NOT_LOOKED_AT))
        whole.append(stretch)
        reached = stretch.to_s
    end_s = source.duration_s + sum(s.to_s - s.from_s for s in source.coverage if s.how is CoverageHow.LEAP)
    if reached < end_s:
        whole.append(CoverageView(reached, end_s, CoverageHow.NOT_LOOKED_AT))
    return tuple(whole)


def coverage_totals(source: SourceView) -> tuple[tuple[str, Fraction, Fraction], ...]:
    """Add up how a footage was looked at: (in words, seconds, share of all), what was looked at closest first.

    Leaps of the file's times are left out: they are no part of what was recorded.
    """
    stretches = [stretch for stretch in filled_coverage(source) if stretch.how is not CoverageHow.LEAP]
    whole = sum((stretch.to_s - stretch.from_s for stretch in stretches), Fraction(0))
    totals = []
    for how, words in HOW_WORDS.items():
        seconds = sum((s.to_s - s.from_s for s in stretches if s.how is how), Fraction(0))
        if seconds:
            totals.append((words, seconds, seconds / whole))
    return tuple(totals)


def draw_strip(source: SourceView, name: str) -> str:
    """Draw a footage's coverage with its marks above: accepted filled, proposed hollow, rejected crossed.

    Args:
        source: the footage.
        name: unique on the page.

    Returns:
        SVG, or nothing where neither duration nor coverage nor a mark is known.
    """
    stretches = filled_coverage(source)
    ends = [stretch.to_s for stretch in stretches] + [mark.to_s for mark in source.marks]
    if not ends or not max(ends):
        return ""
    axis = axis_over(0, _ns(max(ends)), _EDGE, _WIDTH - _EDGE - 30)
    lanes = [status for status, _ in _LANES if any(mark.status is status for mark in source.marks)]
    top = _LANE * len(lanes) + 4
    parts = [_marks(source.marks, lanes, axis), _stretches(stretches, axis, top, name), _ticks(axis, top)]
    said = "; ".join(f"{words} {duration_words(seconds)}" for words, seconds, _ in coverage_totals(source))
    return svg.document(
        name,
        (_WIDTH, top + 44),
        title=f"Coverage of exhibit {source.exhibit}, {source.name[:80]}",
        description=f"How it was looked at along its own time: {said}. {len(source.marks)} observations are marked.",
        content="".join(parts),
    )


def _stretches(stretches: Sequence[CoverageView], axis: Axis, top: float, name: str) -> str:
    parts = []
    for stretch in stretches:
        left, right = axis.x(_ns(stretch.from_s)), axis.x(_ns(stretch.to_s))
        dash = {"stroke_dasharray": COVERAGE_DASHES[stretch.how]} if stretch.how in COVERAGE_DASHES else {}
        fill = COVERAGE_FILLS[stretch.how].format(name)
        parts.append(
            svg.element("rect", x=left, y=top, width=right - left, height=18, fill=fill, stroke="#333", **dash)
        )
    return "".join(parts)


def _marks(marks: Sequence[MarkView], lanes: Sequence[Status], axis: Axis) -> str:
    fills = dict(_LANES)
    parts = []
    for mark in marks:
        left, right = axis.x(_ns(mark.from_s)), axis.x(_ns(mark.to_s))
        width, y = max(right - left, _LEAST_MARK), _LANE * lanes.index(mark.status) + 2
        parts.append(svg.element("rect", x=left, y=y, width=width, height=8, fill=fills[mark.status], stroke="#111"))
        if mark.status is Status.REJECTED:
            parts.append(svg.element("line", x1=left, x2=left + width, y1=y + 8, y2=y, stroke="#111"))
    return "".join(parts)


def _ticks(axis: Axis, top: float) -> str:
    parts = []
    for tick in axis.ticks_ns:
        x = axis.x(tick)
        parts.append(svg.element("line", x1=x, x2=x, y1=top + 18, y2=top + 24, stroke="#333"))
        words = position_words(Fraction(tick, NS_PER_S))
        anchor = "start" if tick == axis.ticks_ns[0] else "middle"
        parts.append(svg.text(words.removesuffix(".000"), x, top + 39, text_anchor=anchor, font_size=14, fill="#333"))
    return "".join(parts)


def _ns(seconds: Fraction) -> int:
    return round(seconds * NS_PER_S)
