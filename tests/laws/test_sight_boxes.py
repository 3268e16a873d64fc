"""Laws of overlap, suppression and tiling, whatever the boxes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gestae.model.sighting import Boxes
from gestae.sight.association import assign
from gestae.sight.boxes import area, covered, nms, overlap
from gestae.sight.tiles import split


@st.composite
def boxes(draw: st.DrawFn, *, most: int = 8) -> Boxes:
    """Draw boxes with whole corners, 1 to 60 px wide and high, within 100 px."""
    corner, side = st.integers(0, 40), st.integers(1, 60)
    rows = draw(st.lists(st.tuples(corner, corner, side, side), max_size=most))
    return np.array([(x, y, x + w, y + h) for x, y, w, h in rows], np.float32).reshape(-1, 4)


@given(boxes(), boxes())
def test_overlap_is_mutual_and_a_part(a: Boxes, b: Boxes) -> None:
    shared = overlap(a, b)
    assert ((shared >= 0) & (shared <= 1)).all()
    np.testing.assert_array_equal(shared, overlap(b, a).T)


@given(boxes())
def test_a_box_overlaps_itself_wholly(a: Boxes) -> None:
    np.testing.assert_allclose(np.diag(overlap(a, a)), 1.0)


@given(boxes(), boxes(), st.integers(-50, 50))
def test_moving_both_changes_nothing(a: Boxes, b: Boxes, shift: int) -> None:
    np.testing.assert_array_equal(overlap(a, b), overlap(a + np.float32(shift), b + np.float32(shift)))


@given(boxes(), boxes())
def test_what_is_covered_is_at_least_what_overlaps(a: Boxes, b: Boxes) -> None:
    assert (covered(a, b) >= overlap(a, b) - 1e-6).all()


@given(boxes(), st.floats(0.1, 0.9))
def test_suppression_leaves_no_double_and_drops_only_doubles(a: Boxes, limit: float) -> None:
    scores = np.linspace(0.9, 0.1, len(a), dtype=np.float32)
    kept = nms(a, scores, most_overlap=limit)
    mutual = overlap(a[kept], a[kept]) - np.eye(len(kept))
    assert (mutual <= limit).all()
    gone = sorted(set(range(len(a))) - set(kept.tolist()))
    assert all((overlap(a[[row]], a[kept[kept < row]]) > limit).any() for row in gone)


@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), max_size=5), st.floats(0.05, 0.9))
def test_an_assignment_uses_nothing_twice_and_nothing_forbidden(rows: list[list[float]], least: float) -> None:
    table = np.array(rows, np.float32).reshape(-1, 3)
    pairs = assign(table, least=least)
    for side in zip(*pairs, strict=True):
        assert len(set(side)) == len(side)
    assert all(table[row, column] >= np.float32(least) for row, column in pairs)


@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(1, 6), st.floats(0, 0.8))
def test_tiles_cover_every_pixel_and_leave_no_edge_out(width: int, height: int, count: int, shared: float) -> None:
    tiles = split(width, height, count, shared=shared)
    assert (tiles[0].left, tiles[0].top) == (0, 0)
    assert (tiles[-1].right, tiles[-1].bottom) == (width, height)
    assert len({(tile.right - tile.left, tile.bottom - tile.top) for tile in tiles}) == 1
    for before, after in pairwise(tiles):
        # Rounding may leave one pixel between tiles only where nothing was to be shared.
        assert after.left <= before.right + 1 if width >= height else after.top <= before.bottom + 1


@given(boxes())
def test_area_grows_with_the_square(a: Boxes) -> None:
    np.testing.assert_allclose(area(a * np.float32(2)), area(a) * 4)
