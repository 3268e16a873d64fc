"""Laws of the figures: nothing is drawn outside its axis, and the drawing never contradicts the bounds."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from gestae.casefile import figure
from gestae.casefile.axis import axis_over, cut_pauses, tick_step_ns
from gestae.casefile.material import CoverageHow, CoverageView, SourceView
from gestae.casefile.strip import coverage_totals, draw_strip, filled_coverage
from gestae.casefile.view import EventView
from gestae.model.time import Instant, TimeInterval

UTC = ZoneInfo("UTC")
NS_PER_S = 10**9
# From one frame to ten days: bars that cannot be seen beside bars that fill the page.
_MOMENTS_NS = st.integers(0, 10 * 86_400 * NS_PER_S).map(lambda ns: ns + 1_647_000_000 * NS_PER_S)
_WIDTHS_NS = st.one_of(st.just(0), st.integers(0, 5 * NS_PER_S), st.integers(0, 3 * 86_400 * NS_PER_S))


@st.composite
def events(draw: st.DrawFn, most: int = 30) -> tuple[EventView, ...]:
    found = []
    for number in range(1, draw(st.integers(1, most)) + 1):
        first = draw(_MOMENTS_NS)
        start = TimeInterval(Instant(first), Instant(first + draw(_WIDTHS_NS)))
        end = None
        if draw(st.booleans()):
            later = first + draw(_WIDTHS_NS)
            end = TimeInterval(Instant(later), Instant(later + draw(_WIDTHS_NS)))
        title = draw(st.sampled_from(("", "a van", "<script>", "x" * 300, "двір " * 40)))
        found.append(EventView(number, title, "kind", "basis", start, end=end))
    return tuple(found)


@given(events())
def test_bars_lie_within_the_plot_and_are_wide_enough_to_be_seen(drawn: tuple[EventView, ...]) -> None:
    spans = [figure._span(event) for event in drawn]
    axis = axis_over(min(a for a, _ in spans), max(b for _, b in spans), figure.PLOT_LEFT + 4, figure.PLOT_RIGHT - 4)
    for bar in figure.lay_out(drawn, axis):
        for left, right in filter(None, (bar.start, bar.certain, bar.end)):
            assert figure.PLOT_LEFT <= left < right <= figure.PLOT_RIGHT
        for left, right in filter(None, (bar.start, bar.end)):
            assert right - left >= figure.LEAST_BAR - 1e-9


@given(events())
def test_what_certainly_came_earlier_is_drawn_no_later(drawn: tuple[EventView, ...]) -> None:
    spans = [figure._span(event) for event in drawn]
    axis = axis_over(min(a for a, _ in spans), max(b for _, b in spans), 0.0, 500.0)
    bars = figure.lay_out(drawn, axis)
    for one, its_bar in zip(drawn, bars, strict=True):
        for other, other_bar in zip(drawn, bars, strict=True):
            assert one.start is not None
            assert other.start is not None
            if one.start.latest < other.start.earliest:
                assert sum(its_bar.start) <= sum(other_bar.start)


@given(st.integers(0, 10**18), st.integers(0, 10**18), st.integers(-14, 14))
def test_an_axis_holds_its_span_between_even_ticks(low_ns: int, length_ns: int, hours: int) -> None:
    offset_ns = hours * 3600 * NS_PER_S
    axis = axis_over(low_ns, low_ns + length_ns, 10.0, 90.0, offset_ns=offset_ns)
    assert axis.low_ns <= low_ns <= low_ns + length_ns <= axis.high_ns
    assert (axis.ticks_ns[0], axis.ticks_ns[-1]) == (axis.low_ns, axis.high_ns)
    assert {b - a for a, b in pairwise(axis.ticks_ns)} == {axis.step_ns}
    assert (axis.low_ns + offset_ns) % axis.step_ns == 0
    assert len(axis.ticks_ns) <= 10
    assert 10.0 == axis.x(axis.low_ns) <= axis.x(low_ns) <= axis.x(axis.high_ns) == 90.0


@given(st.integers(0, 10**18), st.integers(0, 10**18))
def test_a_longer_span_never_has_a_finer_step(one_ns: int, other_ns: int) -> None:
    assert (one_ns <= other_ns) <= (tick_step_ns(one_ns) <= tick_step_ns(other_ns))


@given(events(60))
def test_cutting_pauses_keeps_every_event_once_and_in_order(drawn: tuple[EventView, ...]) -> None:
    spans = sorted(figure._span(event) for event in drawn)
    panels = cut_pauses(spans)
    assert [position for panel in panels for position in panel] == list(range(len(spans)))
    assert len(panels) <= 6
    for before, after in pairwise(panels):
        assert max(spans[p][1] for p in before) < min(spans[p][0] for p in after)


@settings(max_examples=30, deadline=None)
@given(events())
def test_every_event_has_its_row_and_the_drawing_is_whole_xml(drawn: tuple[EventView, ...]) -> None:
    panels = figure.draw_order(drawn, UTC)
    numbers: list[str] = []
    for panel in panels:
        root = ElementTree.fromstring(panel.drawing)  # noqa: S314 - our own drawing
        assert root.attrib["role"] == "img"
        assert [child.tag for child in root][:2] == ["title", "desc"]
        width, height = (float(side) for side in root.attrib["viewBox"].split()[2:])
        for rect in root.iterfind("rect"):
            assert float(rect.attrib["x"]) >= 0
            assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= width + 0.02
            assert float(rect.attrib["y"]) + float(rect.attrib["height"]) <= height
        numbers += [mark.text or "" for mark in root.iterfind("text[@font-weight='bold']")]
    assert sorted(map(int, filter(str.isdigit, numbers))) == [event.number for event in drawn]


_HOWS = st.sampled_from([how for how in CoverageHow if how is not CoverageHow.EVERY_NTH])


@given(st.lists(st.tuples(st.integers(1, 50), st.booleans(), _HOWS), max_size=12), st.integers(1, 900))
def test_coverage_accounts_for_every_second(pieces: list[tuple[int, bool, CoverageHow]], rest: int) -> None:
    stretches, reached, leapt = [], 0, 0
    for length, is_stated, how in pieces:
        if is_stated:
            stretches.append(CoverageView(Fraction(reached), Fraction(reached + length), how))
            leapt += length if how is CoverageHow.LEAP else 0
        reached += length
    recorded = reached + rest - leapt  # a leap of the file's times is no part of what was recorded
    source = SourceView("f", None, None, 1, Fraction(recorded), coverage=tuple(stretches))
    whole = filled_coverage(source)
    assert whole[0].from_s == 0
    assert whole[-1].to_s == reached + rest
    assert all(a.to_s == b.from_s for a, b in pairwise(whole))
    totals = coverage_totals(source)
    assert sum(seconds for _, seconds, _ in totals) == recorded
    assert sum(share for *_, share in totals) == 1
    drawing = draw_strip(source, "s")
    ElementTree.fromstring(drawing)  # noqa: S314 - our own drawing
    for x, width in re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="18"', drawing):
        assert 0 <= float(x) <= float(x) + float(width) <= 1000
