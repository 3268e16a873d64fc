"""Lasting change in drawn pictures: a thing comes, a thing goes; shadows, light, sway and passers-by are none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from scipy import ndimage

from gestae.errors import RecordError
from gestae.model.lasting import LastingChange
from gestae.model.sighting import Detections, Label
from gestae.sight.lasting import LastingNoter
from gestae.sight.patches import CELL_PX, cell_difference, compare_looks

RATE_HZ, LOOK, PICTURES = 25.0, 5, 600
HEIGHT, WIDTH = 160, 240
THING = (100, 90, 132, 122)
Picture = npt.NDArray[np.float64]
GROUND = np.clip(
    ndimage.gaussian_filter(np.random.default_rng(4).normal(0, 1, (HEIGHT + 8, WIDTH + 8)), 1.5) * 40 + 120, 0, 255
)
LOOKS = np.clip(np.random.default_rng(8).normal(50, 12, (32, 32)), 0, 255)


def ground(x: int = 0) -> Picture:
    return GROUND[:HEIGHT, x : x + WIDTH].copy()


def with_thing(picture: Picture, at_px: int = 0) -> Picture:
    x1, y1, x2, y2 = THING
    picture[y1:y2, x1 + at_px : x2 + at_px] = LOOKS
    return picture


def noted(draw: Callable[[int], Picture], found: Callable[[int], Detections] | None = None) -> LastingNoter:
    noter = LastingNoter(RATE_HZ)
    for n in range(0, PICTURES, LOOK):
        noise = np.random.default_rng(n).normal(0, 2, (HEIGHT, WIDTH))
        luma = np.clip(draw(n) + noise, 0, 255).astype(np.uint8)
        noter.note(n, np.repeat(luma[:, :, None], 3, axis=2), Detections.none() if found is None else found(n))
    return noter


def test_a_thing_that_goes_has_its_outline_before_and_one_that_comes_after() -> None:
    (gone,) = noted(lambda n: with_thing(ground()) if n < 300 else ground()).changes()
    (come,) = noted(lambda n: ground() if n < 300 else with_thing(ground())).changes()
    for one in (gone, come):
        assert (one.old_from_n, one.old_n, one.new_n) == (0, 290, 300)
        assert max(abs(a - b) for a, b in zip(one.box, THING, strict=True)) <= CELL_PX
    assert gone.outline > 0.3
    assert gone.uneven > 0.15
    assert come.outline < -0.3


def shadow(n: int) -> Picture:
    picture = ground()
    if n >= 300:
        dark = np.zeros((HEIGHT, WIDTH))
        dark[40:120, 60:140] = 0.3
        picture *= 1 - ndimage.gaussian_filter(dark, 5)
    return picture


def passer(n: int) -> Picture:
    picture = ground()
    left = n - 200
    if 0 <= left < WIDTH:
        picture[40:120, left : left + 24] = 30
    return picture


NOTHING: dict[str, Callable[[int], Picture]] = {
    "nothing": lambda n: ground(),
    "a shadow": shadow,
    "the whole light": lambda n: ground() * (1.0 if n < 300 else 1.25),
    "a swaying mast": lambda n: ground(2 if n % 50 < 25 else 0),
    "a passer-by": passer,
    "a thing for two seconds": lambda n: with_thing(ground()) if 300 <= n < 350 else ground(),
    "another scene": lambda n: ground() if n < 300 else ground()[::-1],
}


@pytest.mark.parametrize("draw", NOTHING.values(), ids=NOTHING)
def test_what_is_no_lasting_change_is_none(draw: Callable[[int], Picture]) -> None:
    assert noted(draw).changes() == ()


def test_behind_a_person_nothing_is_sure_until_he_has_gone() -> None:
    def somebody(n: int) -> Detections:
        if not 250 <= n < 400:
            return Detections.none()
        return Detections(np.array([[80, 40, 150, 150]]), np.array([0.6]), (Label.PERSON,))

    def draw(n: int) -> Picture:
        picture = with_thing(ground()) if n < 300 else ground()
        if 250 <= n < 400:
            picture[40:150, 120:150] = 200
        return picture

    (one,) = noted(draw, somebody).changes()
    assert one.old_n <= 290
    assert one.left_n <= 300
    assert one.new_n >= 400


def test_a_thing_named_by_the_detector_is_not_hidden_by_its_own_box() -> None:
    box = Detections(np.array([THING]), np.array([0.6]), (Label.BACKPACK,))
    (one,) = noted(lambda n: with_thing(ground()) if n < 300 else ground(), lambda n: box).changes()
    assert one.new_n == 300


def test_what_travels_between_workers_is_what_was_noted() -> None:
    noter = noted(lambda n: with_thing(ground()) if n < 300 else ground())
    other = LastingNoter(RATE_HZ)
    other.take_in(noter.packed())
    assert other.changes() == noter.changes()
    assert {name: array.tobytes() for name, array in other.packed().items()} == {
        name: array.tobytes() for name, array in noter.packed().items()
    }
    empty = LastingNoter(RATE_HZ)
    empty.take_in(LastingNoter(RATE_HZ).packed())
    assert empty.changes() == ()


def test_cells_are_alike_over_small_shifts_and_in_other_light() -> None:
    still = ground().astype(np.uint8)
    other = np.clip(np.roll(ground(), 2, axis=1) * 0.8, 0, 255).astype(np.uint8)
    out = np.full((HEIGHT // CELL_PX, WIDTH // CELL_PX), np.inf, np.float32)
    wanted = np.ones(out.shape, np.bool_)
    wanted[0, 0] = False
    cell_difference(other, still, wanted, out)
    assert np.isinf(out[0, 0])
    assert out[2:-2, 2:-2].max() < 3
    cell_difference(with_thing(ground()).astype(np.uint8), still, wanted, out)
    assert out[12:15, 13:16].min() > 8
    assert compare_looks(still, still) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("box", "places", "outline", "says"),
    [
        ((4, 4, 4, 9), (0, 1, 2, 3), 0.0, "no area"),
        ((4, 4, 6, 9), (0, 3, 3, 5), 0.0, "old way comes before"),
        ((4, 4, 6, 9), (0, 1, 2, 3), 1.5, "between -1 and 1"),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    box: tuple[int, int, int, int], places: tuple[int, int, int, int], outline: float, says: str
) -> None:
    with pytest.raises(RecordError, match=says):
        LastingChange(box, *places, outline, 0.5)
