"""The activity of all cameras: everything has its place on the axis, and no two names lie over each other."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree as Xml
from zoneinfo import ZoneInfo

import pytest

from gestae.base.units import NS_PER_S
from gestae.casefile.activitystrip import ActivityRow, ActivityView, MomentMark, draw_activity
from gestae.casefile.material import CoverageHow, CoverageView, MarkView
from gestae.errors import RecordError
from gestae.model.observation import Status
from gestae.model.time import Instant

NOON = Instant.parse("2022-03-16T12:00:00Z").ns
KYIV = ZoneInfo("Europe/Kyiv")
SVG = "{http://www.w3.org/2000/svg}"


def row(title: str = "gate", first_ns: int | None = NOON, *, acts: int = 3, length_s: int = 120) -> ActivityRow:
    marks = tuple(
        MarkView(Fraction(5 * n), Fraction(5 * n + 2), "gets out", Status.PROPOSED if n % 2 else Status.ACCEPTED)
        for n in range(acts)
    )
    return ActivityRow(
        title=title,
        subtitle=f"{title}.mp4",
        first_ns=first_ns,
        within_ns=None if first_ns is None else NS_PER_S // 2,
        length_s=Fraction(length_s),
        coverage=(CoverageView(Fraction(0), Fraction(length_s), CoverageHow.EVERY_NTH, 5),),
        steps=((Fraction(10), 2), (Fraction(60), 0)),
        moments=(MomentMark(7, Fraction(10), Fraction(12)),),
        acts=marks,
    )


def drawn(*rows: ActivityRow) -> Xml.Element:
    return Xml.fromstring(draw_activity(ActivityView("The <wall>", KYIV, rows)))  # noqa: S314 - drawn by us


def words(root: Xml.Element) -> list[str]:
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def test_no_film_is_no_drawing() -> None:
    assert draw_activity(ActivityView("The wall", KYIV, ())) == ""


def test_it_stands_alone_and_says_what_it_shows() -> None:
    root = drawn(row(), row("yard"))
    told = words(root)
    assert "The <wall>" in told
    assert "Activity of 2 films: 2 moments, 6 acts, 2 of them proposed and not decided" in told
    assert {"gate", "gate.mp4", "drawn within ± 0.5 s", "2 at once", "7", "16 March 2022"} <= set(told)
    assert any(one.startswith("14:0") for one in told), "hours are those of the zone"
    assert "looked at: one frame in n" in told
    assert "looked at: complete" not in told


def test_films_without_a_clock_stand_apart() -> None:
    told = words(drawn(row(), row("porch", None)))
    assert any("when these were taken is not known" in one for one in told)
    assert "0:00:00" in told
    assert "when these were taken" not in " ".join(words(drawn(row())))


def test_a_pause_of_hours_is_cut_out_and_named() -> None:
    rows = [row(f"c{n}", NOON + n * 130 * NS_PER_S) for n in range(2)]
    late = [row(f"l{n}", NOON + (20_000 + n * 130) * NS_PER_S) for n in range(2)]
    told = words(drawn(*rows, *late))
    assert any(one.endswith("cut out") for one in told)


@pytest.mark.parametrize("acts", [1, 8, 23])
def test_names_of_acts_do_not_lie_over_each_other(acts: int) -> None:
    root = drawn(row(acts=acts))
    boxes = []
    for one in root.iter(f"{SVG}text"):
        if "".join(one.itertext()) == "gets out":
            x, y = float(one.attrib["x"]), float(one.attrib["y"])
            wide = 6.0 * len("gets out")
            boxes.append((x - wide, y, x) if one.attrib.get("text-anchor") == "end" else (x, y, x + wide))
    assert boxes
    for place, (left, y, right) in enumerate(boxes):
        for other, level, end in boxes[place + 1 :]:
            assert y != level or right <= other or end <= left


def test_every_act_has_its_tick_also_without_room_for_its_name() -> None:
    crowded = replace(row(acts=1), acts=tuple(
        MarkView(Fraction(1 + n, 10), Fraction(1 + n, 10), "falls", Status.ACCEPTED) for n in range(12)
    ))  # fmt: skip
    root = drawn(crowded)
    ticks = [one for one in root.iter(f"{SVG}line") if one.attrib.get("stroke") == "#16181d"]
    assert len(ticks) >= 12
    assert len([one for one in words(root) if one == "falls"]) < 12


def test_nothing_in_it_runs_or_is_fetched() -> None:
    text = draw_activity(ActivityView("<script>", KYIV, (row("<b>"),)))
    assert "<script" not in text
    assert not re.search(r"href|url\((?!#)", text)


def test_a_row_without_a_length_is_refused() -> None:
    with pytest.raises(RecordError, match="no length"):
        replace(row(), length_s=Fraction(0))
