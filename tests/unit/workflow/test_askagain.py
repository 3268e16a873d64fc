"""What moved a way and was not named is decoded once more and shown again; the rest is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from tests.unit.sight.test_movers import CELL_PX, GRID, LOOKS, RATE_HZ, passing, record
from tests.unit.sight.test_secondlook import Brightest

from gestae.decode.picture import DecodedFrame
from gestae.model.evidence import Digest
from gestae.model.footage import FrameRef
from gestae.model.sighting import Detections, Label, Track
from gestae.preserve.vault import Vault
from gestae.sight.detector import Rgb
from gestae.sight.secondlook import bridged
from gestae.sight.tracker import TrackRules, every_frame, track_all
from gestae.workflow.askagain import Stream, ask_again
from gestae.workflow.detectors import choose_detector
from gestae.workflow.looking import look
from gestae.workflow.parquet import read_tracks

RULES = TrackRules()
PTS = np.array(LOOKS, np.int64) * 200


@dataclass(frozen=True)
class Drawn:
    """A picture with a bright body where the activity has it."""

    ref: FrameRef
    body: np.ndarray

    def rgb(self) -> Rgb:
        mask = np.kron(self.body > 8, np.ones((CELL_PX, CELL_PX), np.uint8))
        return np.where(mask[..., None] > 0, np.uint8(250), np.uint8(40)).repeat(3, axis=2)


@dataclass
class Film:
    """Pictures of a body that passes; remembers from when to when it was decoded again."""

    cells: np.ndarray
    spans: list[tuple[int, int]] = field(default_factory=list)

    @contextmanager
    def pictures(self, first_pts: int, end_pts: int) -> Iterator[Iterator[DecodedFrame]]:
        self.spans.append((first_pts, end_pts))
        refs = (FrameRef("ab" * 32, 0, None, int(pts), Fraction(1, 1000)) for pts in PTS if first_pts <= pts < end_pts)
        yield (cast("DecodedFrame", Drawn(ref, self.cells[ref.pts // 200])) for ref in refs if ref.pts is not None)

    def stream(self) -> Stream:
        return Stream(PTS, RATE_HZ, self.pictures)


def follow(
    found: dict[int, Detections], film: Film, detector: Brightest, shown: Film | None = None
) -> tuple[Track, ...]:
    """Ask again and track, as a look does."""
    again = ask_again(found, [record(film.cells)], (shown or film).stream(), detector, RULES)
    looks = [(n, n / RATE_HZ, one) for n, one in sorted(again.found.items())]
    tracks = bridged(track_all(looks, scope="film", rules=RULES), again.bodies, "film")
    return tuple(every_frame(track, np.array(LOOKS), np.array(LOOKS) / RATE_HZ, PTS) for track in tracks)


def test_a_passing_body_that_was_never_named_becomes_a_vehicles_track() -> None:
    film = Film(passing())
    found = {n: Detections.none() for n in LOOKS}
    (track,) = follow(found, film, Brightest())
    assert film.spans == [(0, 3801)]
    assert track.label is Label.CAR
    assert (track.pts.tolist(), bool(track.seen.all())) == (PTS.tolist(), True)
    assert track.boxes[0].tolist() == [48.0, 64.0, 96.0, 112.0]


def test_what_was_named_the_first_time_is_not_decoded_again() -> None:
    film, detector = Film(passing()), Brightest()
    boxes = [np.array([[left, 64, left + 48, 112]], np.float32) for left in (48 + 16 * (n // 2) for n in LOOKS)]
    found = {n: Detections(boxes[n], np.array([0.7], np.float32), (Label.PERSON,)) for n in LOOKS}
    (track,) = follow(found, film, detector)
    assert track.label is Label.PERSON
    assert (film.spans, detector.shown) == ([], [])


def test_a_body_that_the_second_look_does_not_name_either_leaves_nothing() -> None:
    film = Film(passing())
    dark = Film(np.zeros_like(film.cells))
    found = {n: Detections.none() for n in LOOKS}
    assert follow(found, film, Brightest(), shown=dark) == ()
    assert dark.spans == [(0, 3801)]


def test_where_nothing_was_measured_the_first_look_stands() -> None:
    film = Film(np.zeros((len(LOOKS), *GRID), np.uint8))
    again = ask_again({}, [], film.stream(), Brightest(), RULES)
    assert (again.found, again.bodies, film.spans) == ({}, (), [])


def test_where_nothing_looks_nothing_is_asked() -> None:
    film = Film(passing())
    assert ask_again({}, [record(film.cells)], film.stream(), None, None).bodies == ()
    assert film.spans == []


@pytest.mark.prove
def test_four_cars_from_above_are_four_tracks(shared_footage: Path, tmp_path: Path) -> None:
    detector = choose_detector(None)
    if detector.name is None:
        pytest.skip(detector.feature_off)
    path = shared_footage / "cctv" / "car-detection.mp4"
    answer = look(
        {
            "path": str(path), "sha256": Digest.of(path.read_bytes()).hex, "artifacts": str(tmp_path),
            "detector": detector.name, "setting": "quick", "looks_per_s": 5.0,
        },
        lambda _: None,
    )  # fmt: skip
    assert isinstance(answer, dict)
    stored = cast("dict[str, str]", answer["artifacts"])
    tracks = read_tracks(Vault(tmp_path).get(Digest(stored["tracks"])))
    assert sum(track.label.is_vehicle for track in tracks) == 4
