"""Joining things into a picture: by nearest and darkest, never by order or by what was there before."""

import itertools

import numpy as np
import pytest

from gestae.sample.cameras import Camera
from gestae.sample.canvas import Canvas, Print, Tile
from gestae.sample.solids import FAR, paint_cones

SIZE = (64, 48)
CAMERA = Camera("small", (0.0, -6.0, 2.0), heading_deg=0.0, pitch_deg=-12.0, across_deg=50.0, size_px=SIZE)
SUN = np.array([0.48, -0.6, 0.64, 0.6])


@pytest.fixture(scope="module")
def canvas() -> Canvas:
    return Canvas(CAMERA, SUN)


def ball(canvas: Canvas, number: int, place: tuple[float, float, float], red: float) -> Print:
    cones = np.array([[*place, *place, 0.4, 0.4, 1.0, 0.0, 0.0, 1.0, red, 0.2, 0.2, 0.0, 0.0]])
    cones[0, 5] += 0.01
    rect, rgb, depth, whole = paint_cones(cones, CAMERA.view(), SUN)
    return Print(f"ball-{number}", number, Tile(rgb, depth, rect, whole) if whole else None, canvas.cast(cones))


def shown(canvas: Canvas) -> list[np.ndarray]:
    return [plane.copy() for plane in canvas.light]


def test_any_order_gives_the_same_picture(canvas: Canvas) -> None:
    balls = [ball(canvas, n, (0.3 * n - 0.6, 0.2 * n, 0.5), 0.2 * n) for n in range(1, 4)]
    pictures = []
    for order in itertools.permutations(balls):
        canvas.show([])
        found = sorted(canvas.show(order), key=lambda s: s.subject)
        pictures.append((shown(canvas), found))
    for light, found in pictures[1:]:
        assert found == pictures[0][1]
        assert all(np.array_equal(a, b) for a, b in zip(light, pictures[0][0], strict=True))


def test_what_has_rested_for_long_looks_as_what_has_just_come(canvas: Canvas) -> None:
    rests, moves = (
        ball(canvas, 1, (0.0, 0.5, 0.4), 0.9),
        [ball(canvas, 2, (0.05 * n, 0.0, 0.5), 0.1) for n in range(14)],
    )
    seen = [canvas.show([rests, place]) for place in moves]
    fresh = Canvas(CAMERA, SUN)
    assert fresh.show([rests, moves[-1]]) == seen[-1]
    assert all(np.array_equal(a, b) for a, b in zip(fresh.light, canvas.light, strict=True))


def test_the_empty_yard_comes_back(canvas: Canvas) -> None:
    canvas.show([])
    before = shown(canvas)
    canvas.show([ball(canvas, 1, (0.0, 0.0, 0.4), 0.9)])
    assert any(not np.array_equal(a, b) for a, b in zip(canvas.light, before, strict=True))
    assert canvas.show([]) == ()
    assert all(np.array_equal(a, b) for a, b in zip(canvas.light, before, strict=True))


def test_who_stands_behind_is_seen_less_and_is_no_smaller(canvas: Canvas) -> None:
    near, far = ball(canvas, 1, (0.0, -1.0, 0.6), 0.9), ball(canvas, 2, (0.2, 1.0, 0.5), 0.1)
    canvas.show([])
    alone = canvas.show([far])[0]
    behind = next(s for s in canvas.show([near, far]) if s.subject == "ball-2")
    assert behind.whole_px == alone.whole_px == alone.seen_px
    assert 0 < behind.seen_px < alone.seen_px


def test_a_box_encloses_what_is_seen(canvas: Canvas) -> None:
    one = ball(canvas, 1, (0.3, 0.0, 0.6), 0.9)
    assert one.tile is not None
    rows, columns = np.nonzero(one.tile.depth < FAR)
    x, y = one.tile.rect[0], one.tile.rect[2]
    corners = x + columns.min(), y + rows.min(), x + columns.max() + 1, y + rows.max() + 1
    canvas.show([])
    assert canvas.show([one])[0].box == tuple(side / 2 for side in corners)


def test_what_is_out_of_view_leaves_no_tile(canvas: Canvas) -> None:
    assert ball(canvas, 1, (0.0, -9.0, 2.0), 0.9).tile is None
    assert ball(canvas, 1, (60.0, 1.0, 0.5), 0.9).tile is None


def test_a_shadow_darkens_the_ground_on_the_far_side_from_the_sun(canvas: Canvas) -> None:
    one = ball(canvas, 1, (0.0, 0.0, 0.8), 0.9)
    sun, sky = (next((s for s in one.shades if s.of_sun is kind), None) for kind in (True, False))
    assert sun is not None
    assert sky is None  # it hangs too high to darken the ground under it
    assert 0.0 < sun.left.min() < 0.8
    assert sun.left.max() == 1.0
