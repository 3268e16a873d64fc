"""A footage's strip: what nobody stated was not looked at, and nothing is drawn of what has no length."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree

from gestae.casefile.material import CoverageHow, CoverageView, MarkView, SourceView
from gestae.casefile.strip import coverage_totals, draw_strip, filled_coverage
from gestae.model.observation import Status


def source(*coverage: CoverageView, duration_s: int | None = 60, marks: tuple[MarkView, ...] = ()) -> SourceView:
    length = None if duration_s is None else Fraction(duration_s)
    return SourceView("a.mp4", None, None, 1, length, coverage=coverage, marks=marks)


def stretch(low: int, high: int, how: CoverageHow = CoverageHow.COMPLETE) -> CoverageView:
    return CoverageView(Fraction(low), Fraction(high), how)


def test_what_nobody_stated_was_not_looked_at() -> None:
    filled = filled_coverage(source(stretch(10, 20), stretch(30, 60)))
    assert [(int(s.from_s), int(s.to_s), s.how.value) for s in filled] == [
        (0, 10, "not_looked_at"),
        (10, 20, "complete"),
        (20, 30, "not_looked_at"),
        (30, 60, "complete"),
    ]


def test_a_leap_is_no_part_of_a_length_and_of_what_was_looked_at() -> None:
    joined = source(stretch(0, 20), stretch(20, 9000, CoverageHow.LEAP), stretch(9000, 9010), duration_s=40)
    # Of 40 s recorded, 30 s are told of: the rest lies after the last of them.
    assert filled_coverage(joined)[-1] == stretch(9010, 9020, CoverageHow.NOT_LOOKED_AT)
    assert [(int(seconds), float(share)) for _, seconds, share in coverage_totals(joined)] == [(30, 0.75), (10, 0.25)]


def test_without_a_length_only_what_was_stated_is_claimed() -> None:
    assert filled_coverage(source(stretch(10, 20), duration_s=None)) == (stretch(10, 20),)
    assert coverage_totals(source(duration_s=None)) == ()


def test_a_source_of_unknown_length_and_coverage_has_no_drawing() -> None:
    assert draw_strip(source(duration_s=None), "s") == ""


def test_each_way_of_looking_has_a_look_of_its_own() -> None:
    hows = [how for how in CoverageHow if how is not CoverageHow.EVERY_NTH]
    pieces = [stretch(10 * i, 10 * i + 10, how) for i, how in enumerate(hows)]
    nth = CoverageView(Fraction(60), Fraction(70), CoverageHow.EVERY_NTH, 5)
    drawn = ElementTree.fromstring(draw_strip(source(*pieces, nth), "s"))  # noqa: S314 - our own drawing
    looks = {(r.attrib["fill"], r.attrib.get("stroke-dasharray")) for r in drawn.iterfind("rect[@height='18']")}
    assert len(looks) == len(CoverageHow)


def test_marks_of_different_standing_lie_in_lanes_of_their_own() -> None:
    marks = tuple(MarkView(Fraction(1), Fraction(1), "fall", status) for status in Status)
    drawn = ElementTree.fromstring(draw_strip(source(marks=marks), "s"))  # noqa: S314 - our own drawing
    lanes = {(r.attrib["y"], r.attrib["fill"]) for r in drawn.iterfind("rect[@height='8']")}
    assert len(lanes) == len(Status)
    assert len({y for y, _ in lanes}) == len(Status)
    crossed = [line for line in drawn.iterfind("line") if float(line.attrib["y1"]) < 4 + 13 * len(Status)]
    assert len(crossed) == 1
