"""The strip shows both sides of every break first, then ticks and doubts, and never more rows than a person reads."""

from __future__ import annotations

import io
from datetime import datetime
from fractions import Fraction

import numpy as np
from PIL import Image
from tests.unit.sight.clock_readings import readings_of, reread

from gestae.sight.clockrun import ClockRun, follow
from gestae.workflow.clockstrip import MOST_ROWS, Crop, draw_strip, strip_places

BASE = Fraction(1, 25)


def test_a_short_run_is_drawn_whole() -> None:
    readings = readings_of(5)
    readings[7] = reread(readings[7], "16-03-2022 14:05:77")
    run = follow(readings, BASE)
    assert [one.pts for one in strip_places(run)] == [0, 25, 50, 62, 75, 100, 124]


def test_a_long_run_is_thinned_and_keeps_its_breaks() -> None:
    later = readings_of(300, start=datetime(2022, 3, 16, 18, 0), first_n=7500)  # noqa: DTZ001 - a display
    run = follow([*readings_of(300), *later], BASE)
    chosen = strip_places(run)
    assert len(chosen) == MOST_ROWS
    (found,) = run.breaks
    assert {found.before.pts, found.after.pts, 0, later[-1].pts} <= {one.pts for one in chosen}
    assert [one.pts for one in chosen] == sorted(one.pts for one in chosen)


def test_nothing_read_draws_nothing() -> None:
    assert strip_places(ClockRun((), "not told")) == ()


def test_the_strip_has_a_row_for_each_and_the_same_bytes_again() -> None:
    crops = [Crop(one, np.full((20, 150 + one.n), 90, np.uint8)) for one in readings_of(1)]
    picture = draw_strip(crops, 0, BASE)
    assert Image.open(io.BytesIO(picture)).height == 3 * 42
    assert picture == draw_strip(crops, 0, BASE)
