"""Machine output survives its form: what was written is read back, and the same rows give the same bytes."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gestae.base.canonical import Json
from gestae.errors import FixityError, GestaeError, RecordError
from gestae.model.footage import NO_TIME, PacketIndex
from gestae.model.sighting import Label, Track
from gestae.model.skeleton import JOINTS, TURNS, Poses
from gestae.workflow.parquet import (
    read_documents,
    read_picture_times,
    read_skeletons,
    read_times,
    read_tracks,
    write_documents,
    write_packets,
    write_skeletons,
    write_tracks,
)

PIXELS = st.floats(0, 4000, width=32)
SCORES = st.floats(0.015625, 1, width=32)


@st.composite
def tracks(draw: st.DrawFn) -> tuple[Track, ...]:
    """Draw tracks with increasing ordinals, boxes with an area, and an invisible middle."""
    made = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        n = sorted(draw(st.sets(st.integers(0, 10_000), min_size=1, max_size=12)))
        corners = [(draw(PIXELS), draw(PIXELS)) for _ in n]
        boxes = np.array([(x, y, x + 8, y + 16) for x, y in corners], np.float32)
        scores = np.array([draw(SCORES) for _ in n], np.float32)
        scores[1:-1] *= draw(st.sampled_from([0, 1]))
        pts = np.array(n, np.int64) * draw(st.integers(1, 90_000))
        label = draw(st.sampled_from(list(Label)))
        made.append(Track(f"track-{number}", number, label, np.array(n, np.int64), pts, boxes, scores))
    return tuple(made)


@st.composite
def skeletons(draw: st.DrawFn) -> tuple[Poses, ...]:
    """Draw skeletons of a few tracks."""
    made = []
    for number in range(draw(st.integers(0, 3))):
        n = sorted(draw(st.sets(st.integers(0, 10_000), min_size=1, max_size=5)))
        rng = np.random.default_rng(draw(st.integers(0, 99)))
        points = rng.normal(500, 900, (len(n), JOINTS, 2)).astype(np.float32)
        turns = np.array([draw(st.sampled_from(TURNS)) for _ in n], np.int16)
        scores = rng.random((len(n), JOINTS)).astype(np.float32)
        made.append(Poses(f"track-{number}", np.array(n, np.int64), points, scores, turns))
    return tuple(made)


@settings(max_examples=40, deadline=None)
@given(skeletons())
def test_skeletons_are_read_back_as_they_were(written: tuple[Poses, ...]) -> None:
    data = write_skeletons(written)
    read = read_skeletons(data)
    assert write_skeletons(read) == data
    assert [poses.track for poses in read] == [poses.track for poses in written]
    for one, other in zip(read, written, strict=True):
        assert (one.n.tolist(), one.turns.tolist()) == (other.n.tolist(), other.turns.tolist())
        assert one.points.tobytes() == other.points.tobytes()
        assert one.scores.tobytes() == other.scores.tobytes()


@pytest.mark.parametrize("wrong", [write_documents([]), write_tracks([])])
def test_another_table_holds_no_skeletons(wrong: bytes) -> None:
    with pytest.raises(RecordError, match="a table without the column"):
        read_skeletons(wrong)


@settings(max_examples=60, deadline=None)
@given(tracks())
def test_tracks_are_read_back_as_they_were(written: tuple[Track, ...]) -> None:
    data = write_tracks(written)
    read = read_tracks(data)
    assert [(one.id, one.number, one.label) for one in read] == [(one.id, one.number, one.label) for one in written]
    for before, after in zip(written, read, strict=True):
        for name in ("n", "pts", "boxes", "scores"):
            assert np.array_equal(getattr(before, name), getattr(after, name))
    assert write_tracks(read) == data


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.text(max_size=6), JSON, max_size=4), max_size=5))
def test_documents_are_read_back_in_their_order(written: list[dict[str, Json]]) -> None:
    data = write_documents(written)
    assert list(read_documents(data)) == written
    assert write_documents(read_documents(data)) == data


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(2**40), 2**40) | st.none(), max_size=20), st.booleans())
def test_times_are_the_picture_times_sorted_or_none_at_all(times: list[int | None], decode_order: bool) -> None:
    here = np.array([NO_TIME if one is None else one for one in times], np.int64)
    other = np.arange(len(times), dtype=np.int64) if decode_order else np.full(len(times), NO_TIME, np.int64)
    flags = np.zeros(len(times), np.bool_)
    index = PacketIndex(0, Fraction(1, 90_000), here, other, other, other, flags, flags, flags)
    found = read_times(write_packets(index, "ab" * 32)).tolist()
    known = [one for one in times if one is not None]
    if len(known) == len(times):
        assert found == sorted(set(known))
    else:
        # One picture without a time: then the packets' order times stand in, or the stream has none.
        assert found == (list(range(len(times))) if decode_order else [])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**40), st.booleans(), st.booleans()), max_size=20), st.integers(0, 3))
def test_only_pictures_that_are_surely_shown_have_a_time(packets: list[tuple[int, bool, bool]], stream: int) -> None:
    pts = np.array([time for time, _, _ in packets], np.int64)
    hidden, corrupt = (np.array([one[place] for one in packets], np.bool_) for place in (1, 2))
    still = np.zeros(len(packets), np.bool_)
    index = PacketIndex(stream, Fraction(1, 90_000), pts, pts, pts, pts, still, corrupt, hidden)
    found = read_picture_times(write_packets(index, "ab" * 32))
    assert (found.stream, found.time_base) == (stream, Fraction(1, 90_000))
    assert found.pts.tolist() == sorted(
        {time for time, is_hidden, is_corrupt in packets if not (is_hidden or is_corrupt)}
    )


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_that_are_no_table_are_refused(data: bytes) -> None:
    for read in (read_documents, read_times, read_tracks):
        with pytest.raises(FixityError):
            read(data)


@settings(max_examples=80, deadline=None)
@given(tracks(), st.data())
def test_a_damaged_table_is_refused_or_read_and_never_breaks(written: tuple[Track, ...], data: st.DataObject) -> None:
    """Artifacts are checked by their digest first; reading must still end in a refusal of ours whatever they hold."""
    whole = bytearray(write_tracks(written))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with suppress(GestaeError):
        read_tracks(bytes(whole))


def test_a_table_of_another_kind_is_refused() -> None:
    tracks_of_none, documents = write_tracks([]), write_documents([])
    with pytest.raises(RecordError, match="without the column 'document'"):
        read_documents(tracks_of_none)
    with pytest.raises(RecordError, match="without label"):
        read_tracks(documents)
