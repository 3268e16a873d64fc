"""Pictures given again are those that a fresh decoding gives, in whatever order they are asked for."""

from __future__ import annotations

import numpy as np
import pytest
from tests.story.incident import write_film

from gestae.decode.container import read_packets
from gestae.decode.frames import frames
from gestae.model.evidence import Digest
from gestae.workflow import rewinding
from gestae.workflow.rewinding import Rewinder
from gestae.workflow.watching import Source


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    path = tmp_path_factory.mktemp("film") / "gate.mp4"
    write_film(path, seconds=3.0, speed_px=8, start_n=3)
    return Source(path, Digest.of(path.read_bytes()).hex, read_packets(path, 0))


@pytest.fixture(scope="module")
def shown(source: Source) -> list[np.ndarray]:
    with frames(source.path, source.sha256, 0, index=source.index) as found:
        return [frame.luma.copy() for frame in found]


ORDERS = {
    "forwards": [(0, 4), (2, 8), (9, 9)],
    "the same again": [(30, 36), (30, 36), (33, 34)],
    "backwards": [(60, 70), (40, 50), (3, 12)],
    "far apart": [(0, 1), (74, 74), (1, 2)],
    "all of it": [(0, 74), (0, 74)],
}


@pytest.mark.parametrize("kept_bytes", [1, rewinding.KEPT_BYTES])
@pytest.mark.parametrize("order", ORDERS)
def test_any_window_is_what_a_fresh_decoding_gives(
    source: Source, shown: list[np.ndarray], order: str, kept_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewinding, "KEPT_BYTES", kept_bytes)
    with Rewinder(source, source.pts) as again:
        for first, last in ORDERS[order]:
            got = list(again.window(first, last))
            assert [n for n, *_ in got] == list(range(first, last + 1))
            assert [pts for _, pts, _ in got] == source.pts[first : last + 1].tolist()
            assert all(np.array_equal(luma, shown[n]) for n, _, luma in got)


def test_two_windows_may_be_read_in_turn(source: Source, shown: list[np.ndarray]) -> None:
    with Rewinder(source, source.pts) as again:
        for one, other in zip(again.window(5, 9), again.window(50, 54), strict=True):
            assert np.array_equal(one[2], shown[one[0]])
            assert np.array_equal(other[2], shown[other[0]])


def test_what_does_not_come_out_again_is_left_out(source: Source) -> None:
    early, late = source.pts[:5], source.pts[-5:]
    pts = np.concatenate([early, early[-1:] + 1, late, late[-1:] + 512])  # two that the stream does not have
    with Rewinder(source, pts) as again:
        assert [n for n, *_ in again.window(3, 11)] == [3, 4, 6, 7, 8, 9, 10]
        assert [n for n, *_ in again.window(11, 11)] == []
        assert [n for n, *_ in again.window(4, 5)] == [4]


def test_a_film_is_opened_once_where_windows_follow_one_another(source: Source) -> None:
    opened = []
    with Rewinder(source, source.pts) as again:
        for first in range(0, 60, 2):
            list(again.window(first, first + 5))
            opened.append(again._open)
    assert len({id(one) for one in opened}) == 1


def test_closed_it_begins_anew(source: Source, shown: list[np.ndarray]) -> None:
    again = Rewinder(source, source.pts)
    list(again.window(10, 12))
    again.close()
    again.close()
    assert [np.array_equal(luma, shown[n]) for n, _, luma in again.window(11, 12)] == [True, True]
    again.close()
