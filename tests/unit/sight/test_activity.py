"""Activity in one pass: noise, passers-by, light, a knocked camera, and what it costs to keep."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from tests.unit.observe.drawn import texture

from gestae.errors import RecordError
from gestae.model.activity import Activity
from gestae.sight.activity import ActivityMeter, start_background

HEIGHT, WIDTH = 128, 320
GROUND = texture(4, HEIGHT, WIDTH, 110.0)
Luma = npt.NDArray[np.uint8]


def frame(n: int, *, light: float = 1.0, shift: int = 0, passer: bool = False) -> Luma:
    picture = np.roll(GROUND, shift, axis=1) * light + np.random.default_rng(n).normal(0, 2, GROUND.shape)
    if passer:
        picture[40:90, 100:130] = 230
    return np.clip(picture, 0, 255).astype(np.uint8)


def measured(frames: list[Luma]) -> Activity:
    meter = ActivityMeter(start_background([frame(n) for n in range(1000, 1009)]), 25.0)
    for pts, luma in enumerate(frames):
        meter.add(luma, pts)
    return meter.take()


def test_a_passer_shows_where_he_is_and_nowhere_else() -> None:
    activity = measured([frame(n, passer=n >= 20) for n in range(30)])
    calm, busy = activity.cells[10].astype(int), activity.cells[25].astype(int)
    assert activity.cell_px == 8
    assert (busy - calm)[6:10, 13:15].min() > 100
    assert np.abs(busy - calm)[:, 20:].max() < 20
    assert abs(float(activity.gain[25])) < 0.02


def test_light_is_gain_and_not_activity() -> None:
    activity = measured([frame(n, light=1.0 if n < 20 else 1.2) for n in range(30)])
    assert float(activity.gain[25]) == pytest.approx(np.log(1.2), abs=0.01)
    np.testing.assert_allclose(activity.regional[25], np.log(1.2), atol=0.02)
    assert activity.cells[25].mean() < 1.5 * activity.cells[10].mean()


@pytest.mark.parametrize("shift", [2, -5])
def test_a_knock_is_a_shift_of_the_view_and_stays_one(shift: int) -> None:
    activity = measured([frame(n, shift=0 if n < 20 else shift) for n in range(110)])
    np.testing.assert_allclose(activity.shift[:20, 0], 0, atol=0.3)
    np.testing.assert_allclose(activity.shift[20:, 0], shift, atol=0.4)
    np.testing.assert_allclose(activity.shift[:, 1], 0, atol=0.3)
    assert activity.fresh[70:].any()
    assert activity.cells[105].mean() < 2 * activity.cells[10].mean()


def test_a_passer_is_no_shift() -> None:
    activity = measured([frame(n, passer=n >= 5) for n in range(12)])
    assert np.abs(activity.shift).max() < 0.3


def test_taking_in_pieces_is_taking_at_once() -> None:
    frames = [frame(n, passer=n >= 20) for n in range(30)]
    meter = ActivityMeter(start_background(frames[:9]), 25.0)
    parts = []
    for pts, luma in enumerate(frames):
        meter.add(luma, pts)
        if pts in (11, 29):
            parts.append(meter.take())
    whole = ActivityMeter(start_background(frames[:9]), 25.0)
    for pts, luma in enumerate(frames):
        whole.add(luma, pts)
    at_once = whole.take()
    assert [part.first_n for part in parts] == [0, 12]
    np.testing.assert_array_equal(np.concatenate([part.cells for part in parts]), at_once.cells)
    np.testing.assert_array_equal(np.concatenate([part.gain for part in parts]), at_once.gain)


def test_an_hour_takes_less_than_a_tenth_of_a_gigabyte() -> None:
    activity = measured([frame(n) for n in range(10)])
    cells = 40 * 22  # of a 640 x 360 picture
    per_frame = (activity.nbytes - activity.cells.nbytes - activity.noise.nbytes) / len(activity) + cells
    assert per_frame * 25 * 3600 < 0.1e9


def test_a_background_leaves_out_the_frames_of_another_view() -> None:
    samples = [frame(n, shift=0 if n < 5 else 7) for n in range(10)]
    assert np.abs(start_background(samples).astype(float) - GROUND).mean() < 3


def test_a_background_leaves_out_another_view_in_other_light_with_somebody_in_it() -> None:
    samples = [frame(n, shift=0 if n < 5 else 3, light=1.0 if n < 5 else 0.8, passer=n >= 5) for n in range(12)]
    assert np.abs(start_background(samples).astype(float) - GROUND).mean() < 3


def test_what_stands_there_for_most_of_the_time_is_no_noise_of_the_ground() -> None:
    activity = measured([frame(n, passer=n >= 30) for n in range(100)])
    assert activity.noise.max() < 40
    assert activity.cells[60, 6, 14] > 4 * activity.noise[6, 14]


def test_other_sizes_and_nothing_at_all_are_refused() -> None:
    meter = ActivityMeter(frame(0), 25.0)
    with pytest.raises(RecordError):
        meter.add(frame(0)[:100], 0)
    with pytest.raises(RecordError):
        meter.take()
    with pytest.raises(RecordError):
        start_background([])
    with pytest.raises(RecordError):
        start_background([frame(0), frame(1)[:100]])
    with pytest.raises(RecordError):
        ActivityMeter(np.zeros((16, 16), np.uint8), 25.0)


def test_ordinals_may_begin_anywhere_and_what_is_left_is_handed_over_once() -> None:
    meter = ActivityMeter(frame(0), 25.0, first_n=700)
    assert meter.rest() == ()
    for n in range(5):
        meter.add(frame(n), n)
    assert len(meter) == 5
    (part,) = meter.rest()
    assert (part.first_n, len(part), len(meter)) == (700, 5, 0)
    meter.add(frame(5), 5)
    assert meter.take().first_n == 705
