"""Vehicles are read in chosen pictures; what was read goes to the track that took the box, and travels as arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from gestae.model.sighting import Detections, Label, Track
from gestae.model.text import Means, Script
from gestae.sight.detector import Rgb
from gestae.sight.letters import Glyph
from gestae.sight.textlines import SlopedLine
from gestae.sight.tracker import Tracker, TrackRules, every_frame
from gestae.workflow.textnoting import TextNoter, parameters

RGB = np.zeros((240, 320, 3), np.uint8)


class Sign:
    """Reads the same text on whatever it is shown, where it is at least as wide as it says."""

    def __init__(self, text: str = "AC8294", least_width_px: int = 0, height_px: float = 14.0) -> None:
        self.text, self.least_width_px, self.height_px = text, least_width_px, height_px
        self.shown: list[tuple[int, ...]] = []

    def sloped(self, part: Rgb) -> tuple[SlopedLine, ...]:
        self.shown.append(part.shape)
        if part.shape[1] < self.least_width_px:
            return ()
        left, top = 0.4 * part.shape[1], 0.5 * part.shape[0]
        return (SlopedLine((left, top, left + 40, top + self.height_px), 0.0, 0.9),)

    def glyphs(self, line: npt.NDArray[np.uint8]) -> tuple[Glyph, ...]:
        assert line.ndim == len("hw")
        return tuple(Glyph((letter,)) for letter in self.text)


def drive(noters: Sequence[TextNoter], looks: int = 12) -> tuple[Track, ...]:
    """A van comes nearer, and a man walks; each noter sees its own share of the pictures, one after the other."""
    tracker = Tracker(TrackRules(least_hits=1))
    for look in range(looks):
        side = 100 + 8 * look
        boxes = np.array([[20.5, 20, 20.5 + side, 20 + 0.7 * side], [250 + look, 20, 290 + look, 140]])
        found = Detections(boxes, np.array([0.9, 0.8]), (Label.TRUCK, Label.PERSON))
        tracker.step(look * 5, look / 5, found)
        noters[look * len(noters) // looks].note(look * 5, RGB, found)
    n = np.arange(looks * 5)
    return tuple(every_frame(track, n, n / 25, n * 512) for track in tracker.finish("film"))


def test_what_is_read_of_a_vehicle_goes_to_its_track() -> None:
    sign = Sign()
    noter = TextNoter(sign)
    tracks = drive([noter])
    (one,) = noter.inscriptions(tracks)
    (van,) = (track for track in tracks if track.label is Label.TRUCK)
    assert (one.track, one.wording.reads) == (van.id, "AC8294")
    assert len(one.looks) == len(sign.shown)
    assert 3 <= len(sign.shown) < 12  # not every picture
    x1, y1, x2, y2 = one.looks[0].box  # the box is widened by a part of itself before it is shown
    assert (x1, x2 - x1, y2 - y1) == (16 + 43, 41, 14)
    assert y1 == 17 + 38


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param(Sign(height_px=9.0), id="too low"),
        pytest.param(Sign("AC"), id="too short"),
        pytest.param(Sign(least_width_px=999), id="no line"),
    ],
)
def test_what_is_no_text(sign: Sign) -> None:
    noter = TextNoter(sign)
    assert noter.inscriptions(drive([noter])) == ()


def test_without_a_reader_nothing_is_read() -> None:
    noter = TextNoter(None)
    assert noter.inscriptions(drive([noter])) == ()
    assert noter.packed()["line_n"].shape == (0,)


def test_what_parts_of_a_film_read_is_joined_through_arrays() -> None:
    parts, joined = [TextNoter(Sign()), TextNoter(Sign())], TextNoter(None)
    tracks = drive(parts)
    for part in parts:
        packed = part.packed()
        assert all(array.dtype != np.object_ for array in packed.values())
        joined.take_in(packed)
    again = TextNoter(None)
    again.take_in(joined.packed())
    (one,) = joined.inscriptions(tracks)
    assert again.inscriptions(tracks) == (one,)
    assert len(one.looks) == sum(len(part.packed()["line_n"]) for part in parts)


def test_a_painted_letter_goes_to_its_track_and_travels_too() -> None:
    painted = RGB.copy()
    painted[...] = 170
    for y in range(25, 75):
        for middle in (60 + (y - 25) // 2, 110 - (y - 25) // 2):
            painted[y, middle - 5 : middle + 5] = 15
    tracker, noter, joined = Tracker(TrackRules(least_hits=1)), TextNoter(Sign(least_width_px=999)), TextNoter(None)
    for look in range(16):
        found = Detections(np.array([[20.5, 15, 160, 100]]), np.array([0.9]), (Label.TRUCK,))
        tracker.step(look * 5, look / 5, found)
        noter.note(look * 5, painted, found)
    n = np.arange(80)
    tracks = tuple(every_frame(track, n, n / 25, n * 512) for track in tracker.finish("film"))
    (one,) = noter.inscriptions(tracks)
    assert (one.wording.reads, one.means, one.wording.script) == ("V", Means.SHAPE, Script.LATIN)
    assert [look.n for look in one.looks] == [0, 10, 30, 70]
    assert one.looks[0].box[0] == pytest.approx(55, abs=3)
    joined.take_in(noter.packed())
    assert joined.inscriptions(tracks) == (one,)


@pytest.mark.parametrize(("height", "reads"), [(240, ["AC8294"]), (150, [])])
def test_clothing_is_read_of_large_people_alone(height: int, reads: list[str]) -> None:
    tracker, sign = Tracker(TrackRules(least_hits=1)), Sign()
    noter, picture = TextNoter(sign), np.zeros((300, 320, 3), np.uint8)
    for look in range(16):
        found = Detections(np.array([[20.5, 15, 140, 15 + height]]), np.array([0.9]), (Label.PERSON,))
        tracker.step(look * 5, look / 5, found)
        noter.note(look * 5, picture, found)
    n = np.arange(80)
    tracks = tuple(every_frame(track, n, n / 25, n * 512) for track in tracker.finish("film"))
    assert [one.wording.reads for one in noter.inscriptions(tracks)] == reads
    assert all(shape[0] <= 0.52 * height for shape in sign.shown)  # the upper clothing, and no more


def test_parameters_are_numbers_by_name() -> None:
    assert {name.split(".")[0] for name in parameters()} == {
        "look",
        "look_at_people",
        "read",
        "vote",
        "shape",
        "shape_vote",
        "still",
        "still_vote",
        "still_form_0",
        "still_form_1",
        "still_form_2",
    }
