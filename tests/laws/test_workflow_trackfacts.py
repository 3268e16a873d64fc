"""What the engine sums up of tracks is what arithmetic gives, and a zone holds in SQL what it holds in Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gestae.errors import FixityError, RecordError
from gestae.model.colour import Colour, Part, Worn
from gestae.model.sighting import Label, Track
from gestae.model.zone import Zone
from gestae.workflow.parquet import read_worn, write_documents, write_tracks, write_worn
from gestae.workflow.trackfacts import TrackTables

SIZE = (640, 360)
HALVES = st.integers(0, 2 * 640).map(lambda n: n / 2)


@st.composite
def zones(draw: st.DrawFn) -> Zone:
    """Draw a polygon that does not cross itself: corners around a middle, by their bearing."""
    x, y = draw(st.integers(100, 540)), draw(st.integers(100, 260))
    bearings = sorted(draw(st.sets(st.integers(0, 23), min_size=3, max_size=9)))
    corners = []
    for bearing in bearings:
        reach = draw(st.integers(20, 95))
        turn = 2 * np.pi * bearing / 24
        corners.append((round(x + reach * np.cos(turn)), round(y + reach * np.sin(turn))))
    try:
        return Zone("drawn", tuple(dict.fromkeys(corners)), SIZE)
    except RecordError:  # bearings within half a turn can make a sliver
        return Zone("drawn", ((x - 40, y - 40), (x + 60, y - 30), (x + 5, y + 70)), SIZE)


@st.composite
def tracks(draw: st.DrawFn) -> tuple[Track, ...]:
    made = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        n = np.array(sorted(draw(st.sets(st.integers(0, 500), min_size=1, max_size=14))), np.int64)
        corners = [(draw(HALVES), draw(st.integers(0, 300)) / 1, draw(st.integers(2, 60)) * 2) for _ in n]
        boxes = np.array([(x, y, x + high / 2, y + high) for x, y, high in corners], np.float32)
        scores = np.full(len(n), 0.5, np.float32)
        scores[1:-1] *= np.array([draw(st.integers(0, 1)) for _ in n[1:-1]], np.float32)
        made.append(Track(f"track-{number}", number, draw(st.sampled_from(list(Label))), n, n * 3600, boxes, scores))
    return tuple(made)


@settings(max_examples=60)
@given(tracks(), zones())
def test_what_is_summed_up_is_what_arithmetic_gives(made: tuple[Track, ...], zone: Zone) -> None:
    with TrackTables() as tables:
        told = tables.facts(write_tracks(made), SIZE, [zone])
    assert [(one.id, one.number, one.label) for one in told] == [(one.id, one.number, one.label) for one in made]
    for one, facts in zip(made, told, strict=True):
        boxes, pts = one.boxes[one.seen].astype(np.float64), one.pts[one.seen]
        x, feet, high = (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3], boxes[:, 3] - boxes[:, 1]
        assert (facts.first_pts, facts.last_pts, facts.looks) == (pts[0], pts[-1], len(pts))
        assert facts.height_px == pytest.approx(np.median(high))
        assert (facts.first.x, facts.first.feet) == pytest.approx((x[:3].mean(), feet[:3].mean()))
        assert (facts.last.x, facts.last.feet) == pytest.approx((x[-3:].mean(), feet[-3:].mean()))
        whole = (boxes[:, :2] > 2).all(axis=1) & (boxes[:, 2] < SIZE[0] - 2) & (boxes[:, 3] < SIZE[1] - 2)
        assert facts.first.height == (pytest.approx(high[whole][:3].mean()) if whole.any() else None)
        within = [int(at) for at, left, low in zip(pts, x, feet, strict=True) if zone.holds(left, low)]
        assert facts.stays == ((within[0], within[-1]) if within else None,)
        best = max(range(len(pts)), key=lambda n: (whole[n], high[n] ** 2, -pts[n]))
        assert facts.largest_pts == pts[best]
        assert facts.largest_box == tuple(boxes[best])


def test_labels_choose_and_an_unknown_size_says_nothing_of_heights() -> None:
    n = np.arange(4)
    boxes = np.array([(50, 50, 80, 120)] * 4, np.float32)
    made = [Track(label.value, 1, label, n, n, boxes, np.ones(4, np.float32)) for label in (Label.PERSON, Label.CAR)]
    with TrackTables() as tables:
        (car,) = tables.facts(write_tracks(made), None, labels=[Label.CAR])
        assert tables.facts(write_tracks(made), SIZE, labels=[Label.DOG]) == ()
    assert (car.label, car.first.height) == (Label.CAR, None)


@pytest.mark.parametrize("data", [b"", b"PAR1", b"nothing of that kind"])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with TrackTables() as tables, pytest.raises(FixityError, match="Parquet"):
        tables.facts(data, SIZE)


def test_another_table_is_refused() -> None:
    with TrackTables() as tables, pytest.raises(RecordError, match="without label"):
        tables.facts(write_documents([{"id": "a"}]), SIZE)


def test_the_engine_reads_no_file_and_its_settings_stay(tmp_path: object) -> None:
    import duckdb

    with TrackTables() as tables:
        engine = tables._engine
        reading = "SELECT * FROM read_csv(?)"
        for forbidden, given_ in ((reading, [str(tmp_path)]), ("INSTALL httpfs", []), ("SET threads=1", []),
                                  ("COPY (SELECT 1) TO 'x.csv'", [])):  # fmt: skip
            with pytest.raises(duckdb.Error):
                engine.execute(forbidden, given_)


SHARES = st.dictionaries(st.sampled_from(list(Colour)), st.integers(1, 1000), min_size=1, max_size=4)


@st.composite
def colours(draw: st.DrawFn) -> tuple[Worn, ...]:
    made = []
    for number in range(draw(st.integers(0, 3))):
        for part in draw(st.sets(st.sampled_from(list(Part)), min_size=1)):
            counts = draw(SHARES)
            shares = {colour: round(count / (sum(counts.values()) + 1), 4) for colour, count in counts.items()}
            named = draw(st.sampled_from([None, *shares]))
            made.append(Worn(f"track-{number}", part, draw(st.integers(1, 99)), shares, named))
    return tuple(made)


@given(colours())
def test_colours_are_read_back_as_they_were(made: tuple[Worn, ...]) -> None:
    data = write_worn(made)
    assert read_worn(data) == made
    assert write_worn(read_worn(data)) == data
