"""Who stops and who runs, by drawn people who walk, run, stand, bend, ride and are cut by the picture's edge."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.unit.observe.figures import RATE_HZ, Figure, Filmed, acts, filmed, ramp, scene_of, together

from gestae.model.observation import Kind
from gestae.model.sighting import Label
from gestae.model.skeleton import Joint
from gestae.observe.acts import Limits
from gestae.observe.going import PaceLimits, going_of, stands_of
from gestae.observe.pace import goings

KINDS = (Kind.PERSON_STOPS, Kind.PERSON_RUNS)
TALL_PX = 120.0
AT = Callable[[float], Figure | None]


def goes(t: float, *, pace: float, from_s: float = 0.0, to_s: float = 99.0, x: float = 60.0) -> Figure:
    """Walk to the right at a pace in body heights a second, between two times."""
    return Figure(feet=(x + pace * TALL_PX * (np.clip(t, from_s, to_s) - from_s), 500.0), height_px=TALL_PX)


NOTHING: dict[str, AT] = {
    "stands all the time": lambda t: goes(t, pace=0),
    "walks through": lambda t: goes(t, pace=0.8),
    "walks fast": lambda t: goes(t, pace=1.4),
    "waits for less than two seconds": lambda t: goes(t if t < 3 else max(3.0, t - 1.4), pace=0.8),
    "walks up to the camera": lambda t: Figure(feet=(640, 400 + 10 * t), height_px=100 * np.exp(0.1 * t)),
    "runs for less than 0.7 s": lambda t: goes(t, pace=2.0, from_s=3.0, to_s=3.3),
    "half out at the left": lambda t: Figure(feet=(-40 + 600 * max(0.0, t - 5), 500)) if t < 5.1 else None,
}


@pytest.mark.parametrize("at", NOTHING.values(), ids=NOTHING.keys())
def test_what_is_neither(at: AT) -> None:
    assert acts(filmed(at, 7), KINDS) == {}


@pytest.mark.parametrize("every", [2, 5])
def test_who_stops_is_told_from_the_first_look_at_the_place_to_the_first_that_shows_them_gone(every: int) -> None:
    def at(t: float) -> Figure:
        return goes(t if t < 3 else max(3.0, t - 5), pace=0.8)

    found = acts(filmed(at, 12, every=every), KINDS)
    assert set(found) == {Kind.PERSON_STOPS}
    (stop,) = found[Kind.PERSON_STOPS]
    # The place reaches 0.12 body heights, a way of 0.15 s, and the looks lie between.
    assert stop.start.earliest / RATE_HZ <= 3.0 <= stop.start.latest / RATE_HZ + 0.4
    assert stop.end is not None
    assert 8.0 <= stop.end.n / RATE_HZ <= 8.5
    assert stop.limits == ()


def test_who_bends_on_the_spot_stands_on() -> None:
    def at(t: float) -> Figure:
        figure = goes(t, pace=0.8, to_s=3)
        return Figure(bend_deg=ramp(t, 4, 5, 80) - ramp(t, 6, 7, 80), feet=figure.feet, height_px=TALL_PX)

    (stop,) = acts(filmed(at, 9), KINDS)[Kind.PERSON_STOPS]
    assert (stop.end, stop.limits) == (None, ("It is still so when the recording ends.",))


def test_legs_that_others_hide_change_nothing() -> None:
    upper = [joint for joint in Joint if "ANKLE" not in joint.name]

    def at(t: float) -> Figure:
        return goes(t, pace=0.8, to_s=3)

    film = filmed(at, 8, known=lambda _: upper)
    assert acts(film, KINDS)[Kind.PERSON_STOPS][0].start.n == acts(filmed(at, 8), KINDS)[Kind.PERSON_STOPS][0].start.n


@pytest.mark.parametrize("every", [2, 5])
def test_who_runs_is_told_while_running(every: int) -> None:
    def at(t: float) -> Figure:
        walked = goes(t, pace=0.8).feet[0]
        return Figure(feet=(walked + 1.6 * TALL_PX * (np.clip(t, 2, 4) - 2), 500.0), height_px=TALL_PX)

    found = acts(filmed(at, 5, every=every), KINDS)
    assert set(found) == {Kind.PERSON_RUNS}
    (run,) = found[Kind.PERSON_RUNS]
    assert run.end is not None
    assert run.start.n / RATE_HZ == pytest.approx(2, abs=0.35)
    assert run.end.n / RATE_HZ == pytest.approx(4, abs=0.35)


def carried(film: Filmed, label: Label) -> Filmed:
    """Draw something that carries people under the person of a film."""
    (person,) = film.tracks
    boxes = person.boxes + np.array([-40, 60, 40, 20], np.float32)
    return together(
        film, Filmed(film.facts, (type(person)("r" * 64, 2, label, person.n, person.pts, boxes, person.scores),), ())
    )


@pytest.mark.parametrize(("label", "runs"), [(Label.BICYCLE, 0), (Label.CAR, 0), (Label.DOG, 1)])
def test_who_may_ride_does_not_run(label: Label, runs: int) -> None:
    film = carried(filmed(lambda t: goes(t, pace=2.2), 2.4), label)
    assert len(acts(film, KINDS).get(Kind.PERSON_RUNS, [])) == runs


def test_a_persons_measures() -> None:
    film = filmed(lambda t: goes(t, pace=0.8, to_s=2), 6)
    (going,) = goings(scene_of(film), Limits())
    assert going is goings(scene_of(film), Limits())[0] or len(going) == 30
    assert going.speed[5] == pytest.approx(0.8 * TALL_PX / going.size_px[5], abs=0.02)
    assert np.isnan(going.speed[0])
    assert going.feet[20] == pytest.approx([60 + 0.8 * TALL_PX * 2, 500.0], abs=0.04 * TALL_PX)
    assert (going.at(3.0), going.at(3.05), going.at(9.0)) == (15, 15, None)
    (stand,) = stands_of(going, PaceLimits())
    assert (stand.came, stand.went) == (True, False)
    assert float(stand.off[0]) == pytest.approx(0.8 * 2 * TALL_PX / going.size_px[15], abs=0.05)


def test_a_track_without_joints_is_measured_by_its_box() -> None:
    film = filmed(lambda t: goes(t, pace=0.8, to_s=2), 6)
    by_box = going_of(film.tracks[0], None, np.arange(150) / RATE_HZ, (1280, 720))
    assert by_box.feet[:, 1] == pytest.approx(film.tracks[0].boxes[:, 3])
    assert [stand.came for stand in stands_of(by_box, PaceLimits())] == [True]
