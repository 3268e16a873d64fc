"""The figure of the order: what is written beside bars, between rows and over a pause."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from tests.unit.casefile.sample import KYIV, at, events, sighting

from gestae.casefile.axis import axis_over
from gestae.casefile.figure import PLOT_LEFT, camera_letters, draw_order, lay_out
from gestae.casefile.view import AlikeView, EventView

LATE = at("14:30:00", "60")


def words(drawing: str) -> list[tuple[str, dict[str, str]]]:
    root = ElementTree.fromstring(drawing)  # noqa: S314 - our own drawing
    return [(text.text or "", text.attrib) for text in root.iterfind("text")]


def event(number: int, clock: str, width_s: str, **more: object) -> EventView:
    return EventView(number, f"event {number}", "kind", "basis", at(clock, width_s), **more)  # type: ignore[arg-type]


def test_hours_without_events_are_named_and_cut_not_squeezed() -> None:
    panels = draw_order(events(), KYIV)
    assert [panel.pause for panel in panels] == ["", "2 h 42 min 25.9 s"]
    assert panels[0].heading == (
        "16 March 2022, 14:18:15 (+02:00) to 16 March 2022, 14:19:45 (+02:00), marks every 15 s"
    )


def test_two_events_hours_apart_share_one_axis_with_their_true_widths_written() -> None:
    (panel,) = draw_order((event(1, "09:00:00", "0.04"), event(2, "21:00:00", "2.5")), KYIV)
    texts = [text for text, _ in words(panel.drawing)]
    marks = sorted(text for text in texts if ":" in text and len(text) == 5)
    assert {"0.04 s", "2.5 s"} <= set(texts)
    assert marks[0] <= "09:00" < "21:00" <= max(marks)


@pytest.mark.parametrize(
    ("clock", "width_s", "anchor"),
    [("14:00:00", "1", None), ("14:09:00", "59.5", "end"), ("14:00:01", "598.123", "end")],
)
def test_the_width_is_written_where_there_is_room(clock: str, width_s: str, anchor: str | None) -> None:
    ends = (event(1, "14:00:00", "0"), event(2, "14:10:00", "0"))
    (panel,) = draw_order((*ends, event(3, clock, width_s)), KYIV)
    label = [attrib for text, attrib in words(panel.drawing) if text.endswith(" s") and text != "0 s"]
    assert len(label) == 1
    assert float(label[0]["x"]) <= 1000
    if anchor is None:
        assert "text-anchor" not in label[0]


@pytest.mark.parametrize(("after", "heads"), [((1,), 1), ((), 0)])
def test_an_arrow_is_drawn_only_where_the_order_follows(after: tuple[int, ...], heads: int) -> None:
    first, second = event(1, "14:00:00", "5"), event(2, "14:01:00", "5", after=after)
    (panel,) = draw_order((first, second), KYIV)
    root = ElementTree.fromstring(panel.drawing)  # noqa: S314 - our own drawing
    assert len(root.findall("path")) == heads
    assert len(root.findall("line[@stroke-dasharray]")) == 1 - heads


def test_cameras_bear_letters_and_more_than_three_are_counted() -> None:
    seen = tuple(sighting(f"Camera {i}", 1, "a van", 9, LATE) for i in range(5))
    many = replace(event(1, "14:30:00", "60"), sightings=seen)
    assert list(camera_letters((many,)).values()) == ["A", "B", "C", "D", "E"]
    (panel,) = draw_order((many,), KYIV)
    assert [text for text, attrib in words(panel.drawing) if attrib["font-size"] == "12"] == ["A", "B", "+3"]


def test_the_thirtieth_camera_has_a_letter_of_its_own() -> None:
    seen = tuple(sighting(f"Camera {i:02d}", 1, "a van", 9, LATE) for i in range(30))
    letters = camera_letters((replace(event(1, "14:30:00", "60"), sightings=seen),))
    assert len(set(letters.values())) == 30
    assert letters["Camera 29"] == "AD"


def test_what_is_certain_is_solid_and_doubt_is_hatched() -> None:
    lasting = event(1, "14:00:00", "5", end=at("14:01:00", "5"))
    doubtful = event(2, "14:00:00", "50", end=at("14:00:30", "50"))
    (panel,) = draw_order((lasting, doubtful), KYIV)
    root = ElementTree.fromstring(panel.drawing)  # noqa: S314 - our own drawing
    fills = [rect.attrib["fill"] for rect in root.iterfind("rect")]
    assert fills.count("#333") == 1
    assert fills.count("url(#order-1-doubt)") == 4


def test_a_long_title_stays_in_its_own_window() -> None:
    (panel,) = draw_order((replace(event(1, "14:00:00", "5"), title="W" * 300),), KYIV)
    root = ElementTree.fromstring(panel.drawing)  # noqa: S314 - our own drawing
    (window,) = root.findall("svg")
    assert float(window.attrib["x"]) + float(window.attrib["width"]) < 372
    assert [line.text for line in window] == ["W" * 34, "W" * 34, "W" * 33 + "…"]


def on(camera: str, number: int, clock: str, **more: object) -> EventView:
    one = event(number, clock, "5", sightings=(sighting(camera, 1, "a van", 9, LATE),), **more)
    return replace(one, title=f"vehicle stops (camera {camera})", kind="vehicle_stops")


def test_what_may_be_one_act_stands_under_one_title_each_with_its_own_bar() -> None:
    drawn = (on("gate", 1, "14:00:00"), on("yard", 2, "14:00:02"), on("gate", 3, "14:01:00", after=(1, 2)))
    (panel,) = draw_order(drawn, KYIV, (AlikeView((1, 2), 2, is_simple=True),))
    root = ElementTree.fromstring(panel.drawing)  # noqa: S314 - our own drawing
    said = [line.text for window in root.iterfind("svg") for line in window]
    assert said == ["vehicle stops", "may be one act seen by 2 cameras;", "not decided", "vehicle stops (camera gate)"]
    bold = [text.text for text in root.iterfind("text[@font-weight='bold']") if str(text.text).isdigit()]
    assert bold == ["1", "2", "3"]
    assert len([rect for rect in root.iterfind("rect") if rect.attrib["height"] == "17"]) == 3
    brackets = [path for path in root.iterfind("path") if path.attrib["fill"] == "none"]
    arrows = [path for path in root.iterfind("path") if path.attrib["fill"] != "none"]
    assert (len(brackets), len(arrows)) == (1, 1)
    assert root.find("line[@stroke-dasharray]") is None, "within a row nothing is said of the order"
    assert "may be one act seen by 2 cameras; not decided" in str(root.findtext("desc"))


def test_an_arrow_to_a_row_of_several_needs_the_order_of_all() -> None:
    drawn = (on("gate", 1, "14:00:00"), on("gate", 2, "14:00:04", after=(1,)), on("yard", 3, "14:00:05"))
    (panel,) = draw_order(drawn, KYIV, (AlikeView((2, 3), 2, is_simple=True),))
    root = ElementTree.fromstring(panel.drawing)  # noqa: S314 - our own drawing
    assert len(root.findall("line[@stroke-dasharray]")) == 1


def test_what_may_be_one_act_is_drawn_on_one_panel() -> None:
    alone = tuple(event(number, f"14:00:{number:02d}", "0.5") for number in range(1, 20))
    pair = (on("gate", 20, "14:00:30"), on("yard", 21, "14:00:31"))
    first, second = draw_order((*alone, *pair), KYIV, (AlikeView((20, 21), 2, is_simple=True),))
    assert "may be one act" not in first.drawing
    assert "may be one act" in second.drawing
    assert (first.pause, second.pause) == ("", "")


def test_members_that_are_not_drawn_leave_the_others_alone() -> None:
    (panel,) = draw_order((on("gate", 1, "14:00:00"),), KYIV, (AlikeView((1, 2), 2, is_simple=True),))
    assert "may be one act" not in panel.drawing


def test_an_event_of_which_only_the_latest_moment_is_known_runs_out_to_the_left() -> None:
    whole = replace(events()[0], after=(), open_with=())
    latest = at("14:18:40", "0").latest
    half = replace(whole, number=2, start=None, no_start="a sighting has no time", began_by=latest)
    (panel,) = draw_order([whole, half], KYIV)
    assert "earliest not known" in panel.drawing
    assert "it runs out to the left" in panel.drawing
    axis = axis_over(at("14:18:15").earliest.ns, at("14:18:45").earliest.ns, PLOT_LEFT, 900.0)
    shut, opened = lay_out([whole, half], axis)
    assert (shut.is_open, opened.is_open) == (False, True)
    assert opened.start[0] == pytest.approx(PLOT_LEFT + 9)
    assert opened.start[1] == axis.x(latest.ns)
    assert (opened.certain, opened.end) == (None, None)


def test_the_key_explains_the_signs_that_are_drawn_and_no_others() -> None:
    plain, ended = event(1, "14:00:00", "5"), event(2, "14:01:00", "5", end=at("14:03:00", "5"), after=(1,))
    (panel,) = draw_order((plain,), KYIV)
    assert panel.signs == frozenset()
    (panel,) = draw_order((plain, ended), KYIV)
    assert panel.signs == {"certain", "end", "then"}
    (panel,) = draw_order((plain, replace(ended, end=None, after=())), KYIV)
    assert panel.signs == {"open"}


@pytest.mark.parametrize("after", [True, False])
def test_the_first_row_of_a_drawing_stands_against_the_last_one_of_the_drawing_above(after: bool) -> None:
    told = [event(number, f"14:00:{number:02}", "0.5") for number in range(1, 23)]
    told = [replace(one, after=tuple(range(1, one.number)) if after or one.number != 21 else ()) for one in told]
    above, below = draw_order(told, KYIV)
    assert len(ElementTree.fromstring(above.drawing).findall("path")) == 19  # noqa: S314 - our own drawing
    assert len(ElementTree.fromstring(below.drawing).findall("path")) == 1 + after  # noqa: S314 - as above
    assert below.signs == ({"then"} if after else {"then", "open"})
