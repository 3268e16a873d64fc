"""The figure of an account: bars where the bounds are, marks that do not rest on colour, cuts that are named."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import UTC, timedelta, timezone
from itertools import pairwise

import pytest

from gestae.casefile.accountfigure import WIDTH, draw_account
from gestae.casefile.accountmarks import DEFS, FILLS, badge, letters_of
from gestae.casefile.accountview import AccountView, Links, PointView, Side, SourceView
from gestae.casefile.brokenaxis import broken_axis
from gestae.errors import RecordError
from gestae.model.account import SourceKind
from gestae.model.network import Grade

SVG = "{http://www.w3.org/2000/svg}"
S = 1_000_000_000
MIN = 60 * S
# 16 March 2022, 12:00:00 UTC
NOON = 1_647_432_000 * S
NONE = Links((), (), ())


def point(
    name: str, low: int | None, high: int | None, grade: Grade = Grade.INSTRUMENT, sources: tuple[str, ...] = ()
) -> PointView:
    event, _, side = name.partition(".")
    earliest, latest = (None if ns is None else NOON + ns for ns in (low, high))
    known = grade if (earliest, latest) != (None, None) else None
    return PointView(name, event, f"Event {event}", Side(side or "whole"), earliest, latest, known, sources)


def drawn(points: list[PointView], links: Links = NONE, sources: tuple[SourceView, ...] = ()) -> ET.Element:
    return ET.fromstring(draw_account(AccountView("The yard", UTC, tuple(points), links, sources)))  # noqa: S314


def bars(root: ET.Element) -> list[tuple[float, float, str]]:
    """Give left, width and fill of the rows' bars, from top to bottom."""
    found = [one for one in root.iter(f"{SVG}rect") if one.get("height") == "18"]
    return [(float(one.get("x", 0)), float(one.get("width", 0)), one.get("fill", "")) for one in found]


def words(root: ET.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def test_it_stands_alone_and_fetches_nothing() -> None:
    written = draw_account(AccountView("<The> yard", UTC, (point("a", 0, S),), NONE))
    root = ET.fromstring(written)  # noqa: S314
    assert root.tag == f"{SVG}svg"
    assert root.get("width") == f"{WIDTH:.0f}"
    assert "&lt;The&gt; yard" in written
    assert set(re.findall(r"(?:href|url|src)[=(][^)\s]*", written)) <= {f"url({ref}" for ref in _own(written)}
    assert not list(root.iter(f"{SVG}script")) + list(root.iter(f"{SVG}image"))


def _own(written: str) -> set[str]:
    return {f"#{name}" for name in re.findall(r'id="([^"]+)"', written)}


def test_a_length_is_the_same_duration_in_every_row() -> None:
    ten, twenty, later = bars(drawn([point("a", 0, 10 * S), point("b", 0, 20 * S), point("c", 40 * S, 60 * S)]))
    assert ten[0] == twenty[0] < later[0]
    assert twenty[1] == pytest.approx(2 * ten[1], abs=0.02)
    assert later[1] == pytest.approx(twenty[1], abs=0.02)
    assert later[0] - ten[0] == pytest.approx(4 * ten[1], abs=0.03)


def test_a_narrow_bar_can_be_seen_and_its_width_is_written() -> None:
    root = drawn([point("a", 0, 1_000_000), point("b", 0, 3600 * S), point("c", 5 * S, 5 * S)])
    assert min(width for _, width, _ in bars(root)) == 5
    assert {"0.001 s", "1 h", "exact"} <= set(words(root))
    assert {"12:00:00 to 12:00:00.001", "12:00:00 to 13:00:00", "at 12:00:05"} <= set(words(root))


@pytest.mark.parametrize(("low", "high", "side"), [(None, 5 * S, "left"), (5 * S, None, "right")])
def test_an_open_side_fades_out(low: int | None, high: int | None, side: str) -> None:
    root = drawn([point("a", low, high), point("b", 0, 60 * S)])
    fading = [one for one in root.iter(f"{SVG}g") if one.get("mask") == f"url(#a-fade-{side})"]
    assert [child.get("height") for one in fading for child in one].count("18") == 1
    assert {"not after 12:00:05", "not before 12:00:05"} & set(words(root))


def test_what_nothing_limits_has_no_bar() -> None:
    root = drawn([point("a", None, None), point("b", 0, S)])
    assert len(bars(root)) == 1
    assert words(root).count("nothing limits it") == 2
    assert "No source limits any moment." in words(drawn([point("a", None, None)]))
    assert bars(drawn([])) == []


def test_grades_differ_in_pattern_and_badges_in_shape() -> None:
    fills = [
        fill for _, _, fill in bars(drawn([point(name, 0, S, grade) for name, grade in zip("abc", Grade, strict=True)]))
    ]
    assert fills == list(FILLS.values())
    assert len(set(fills)) == len(Grade)
    for fill in fills[1:]:
        assert f'id="{fill[5:-1]}"' in DEFS
    outlines = {re.search(r' d="([^"]+)"', badge(kind, "A", 0, 0))[1] for kind in SourceKind}  # type: ignore[index]
    assert len(outlines) == len(SourceKind)


def test_badges_name_the_sources_of_a_row_and_the_legend_names_them_all() -> None:
    sources = tuple(SourceView(f"s{n}", SourceKind.FOOTAGE) for n in range(6))
    rows = [point("a", 0, S, sources=("s1", "s3")), point("b", 0, S, sources=tuple(one.id for one in sources))]
    said = words(drawn(rows, sources=sources))
    legend = [said.index(f"s{n} (footage)") for n in range(6)]
    assert legend == sorted(legend)
    before = said[: legend[0] - 1]
    assert [one for one in before if one in "ABCDEF"] == ["B", "D", "A", "B", "C"]
    assert "+3" in before
    assert list(letters_of([SourceView(str(n), SourceKind.OTHER) for n in range(28)]).values())[25:] == [
        "Z",
        "AA",
        "AB",
    ]


def _dashes(root: ET.Element) -> list[tuple[str | None, int]]:
    """Give dash and number of corners of each arrow above the legend."""
    lines = [one for one in root.iter(f"{SVG}path") if one.get("stroke-linejoin") == "round"]
    return [(one.get("stroke-dasharray"), one.get("d", "").count("L")) for one in lines[:-2]]


def test_links_say_what_follows() -> None:
    points = [point(name, 10 * place * S, 10 * place * S + 50 * S) for place, name in enumerate("abcde")]
    root = drawn(points, Links((("a", "b"), ("a", "e")), (("b", "c"),), (("c", "d"),)))
    assert sorted(_dashes(root), key=str) == [("5 3", 1), (None, 1), (None, 3)]
    dotted = [one for one in root.iter(f"{SVG}line") if one.get("stroke-dasharray") == "0.1 5.5"]
    assert len(dotted) == 1 + 1  # one of them in the legend


def test_arcs_that_overlap_take_lanes_of_their_own() -> None:
    points = [point(name, 10 * place * S, 10 * place * S + 90 * S) for place, name in enumerate("abcdef")]
    pairs = tuple((a, b) for a, b in zip("abcd", "cdef", strict=True))
    root = drawn(points, Links(pairs, (), ()))
    lanes = [one.get("d", "").split("L")[1].split()[0] for one in root.iter(f"{SVG}path")
             if one.get("stroke-linejoin") == "round"][:4]  # fmt: skip
    assert len(set(lanes)) == 2
    many = [point(f"p{place:02}", place * S, 200 * S) for place in range(40)]
    crossing = tuple((f"p{place:02}", f"p{place + 20:02}") for place in range(20))
    arcs = [one for one in drawn(many, Links(crossing, (), ())).iter(f"{SVG}path") if one.get("stroke-linejoin")]
    left = [float(one.get("d", "").split("L")[1].split()[0]) for one in arcs[:20]]
    assert len(set(left)) == 20
    assert min(left) > 0


def test_what_surely_goes_on_is_drawn_from_start_to_end() -> None:
    rows = [point("a.start", 0, 10 * S), point("a.end", 40 * S, 50 * S)]
    (going_on,) = [one for one in drawn(rows).iter(f"{SVG}rect") if one.get("height") == "5" and one.get("x") != "-17"]
    left, right = bars(drawn(rows))
    assert float(going_on.get("x", 0)) == pytest.approx(left[0] + left[1], abs=0.02)
    assert float(going_on.get("x", 0)) + float(going_on.get("width", 0)) == pytest.approx(right[0], abs=0.02)
    for end in ((5 * S, 50 * S), (None, 50 * S)):
        other = drawn([rows[0], point("a.end", *end)])
        assert not [one for one in other.iter(f"{SVG}rect") if one.get("height") == "5" and one.get("x") != "-17"]


SPANS = [(NOON, NOON + MIN), (NOON + 2 * MIN, NOON + 3 * MIN), (NOON + 600 * MIN, NOON + 601 * MIN),
         (NOON + 602 * MIN, NOON + 603 * MIN)]  # fmt: skip


def test_a_long_empty_stretch_is_cut_out_and_named() -> None:
    axis = broken_axis(SPANS, 100.0, 800.0, UTC)
    assert [left_out for _, left_out in axis.cuts()] == [597 * MIN]
    assert axis.x(NOON + MIN) - axis.x(NOON) == pytest.approx(axis.x(NOON + 601 * MIN) - axis.x(NOON + 600 * MIN))
    assert axis.x(SPANS[-1][1]) <= 800
    with pytest.raises(RecordError, match="lies in no stretch"):
        axis.x(NOON + 300 * MIN)
    said = words(drawn([point(name, low - NOON, high - NOON) for name, (low, high) in zip("abcd", SPANS, strict=True)]))
    assert "9 h 57 min" in said
    assert any("cut out" in one for one in said)


def test_every_stretch_has_a_mark_and_marks_meet_the_zone() -> None:
    half = timezone(timedelta(hours=5, minutes=30))
    for spans in (SPANS, [(NOON, NOON)], [(NOON, NOON + 5)], [(NOON, NOON + 9000 * MIN)]):
        axis = broken_axis(spans, 0.0, 600.0, half)
        assert all(one.ticks for one in axis.stretches)
        for one in axis.stretches:
            assert all((tick.ns + 330 * MIN) % tick.step_ns == 0 for tick in one.ticks)
            assert all(one.left <= tick.x <= one.right + 1e-6 for tick in one.ticks)
        assert all(one.right < other.left for one, other in pairwise(axis.stretches))


def test_labels_of_marks_do_not_touch() -> None:
    root = drawn([point("a", 0, 90 * MIN), point("b", 91 * MIN, 100 * MIN)])
    marks = [float(one.get("x", 0)) for one in root.iter(f"{SVG}text") if re.fullmatch(r"\d\d:\d\d", one.text or "")]
    assert len(marks) >= 4
    assert all(b - a >= 50 for a, b in pairwise(marks))


def test_rows_say_their_day_where_there_are_several() -> None:
    day = 24 * 60 * MIN
    root = drawn([point("a", 0, S), point("b", day, day + S), point("c", 0, day), point("d", None, day)])
    assert {
        "12:00:00 to 12:00:01, 16 March",
        "12:00:00 to 12:00:01, 17 March",
        "12:00:00, 16 March to 12:00:00, 17 March",
        "not after 12:00:00, 17 March",
    } <= set(words(root))


def test_arcs_that_meet_at_one_number_stay_apart() -> None:
    points = [point(name, 10 * place * S, 10 * place * S + 90 * S) for place, name in enumerate("abcd")]
    root = drawn(points, Links((("a", "d"),), (("b", "d"),), ()))
    ends = [one.get("d", "").split("L")[-1].split()[1] for one in root.iter(f"{SVG}path") if one.get("stroke-linejoin")]
    assert len(set(ends[:2])) == 2


def test_a_width_is_written_where_no_cut_crosses_it() -> None:
    root = drawn([point(name, low - NOON, high - NOON) for name, (low, high) in zip("abcd", SPANS, strict=True)])
    by_row = [one for one in root.iter(f"{SVG}text") if one.text == "1 min"]
    assert [one.get("text-anchor") for one in by_row][:4] == [None, "end", None, "end"]
