"""A film that is looked at in parts is refused there where pictures are lost or damaged, and then looked at whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import av
import pytest
from tests.story.incident import write_film

from gestae.decode.container import read_packets
from gestae.sight.spans import Span
from gestae.workflow.eye import Eye
from gestae.workflow.footage import FLAWED
from gestae.workflow.watching import FlawedSpan, Source, watch_spans

BLIND = Eye(None, None, None)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "gate.mp4"
    write_film(path, seconds=1.2, speed_px=8, start_n=3)
    return path


def damaged(whole: Path, place: Path, nth: int, *, kept: int) -> Source:
    """Write rubbish over a packet behind its first `kept` bytes; a negative count writes over none."""
    with av.open(str(whole)) as container:
        packet = [(one.pos, one.size) for one in container.demux(video=0) if one.size][nth]
    data = bytearray(whole.read_bytes())
    if kept >= 0:
        start, end = int(packet[0] or 0) + kept, int(packet[0] or 0) + packet[1]
        data[start:end] = bytes([0x3F]) * (end - start)
    place.write_bytes(data)
    return Source(place, hashlib.sha256(data).hexdigest(), read_packets(place, 0))


def looked(source: Source, span: Span) -> int:
    return sum(len(one.pts) for one in watch_spans(source, BLIND, [span], [], lambda _: None).activity)


def test_a_whole_film_is_looked_at_in_each_picture(whole: Path, tmp_path: Path) -> None:
    source = damaged(whole, tmp_path / "film.mp4", 0, kept=-1)
    assert looked(source, (int(source.pts[0]), None)) == len(source.pts)


@pytest.mark.parametrize("nth", [5, -1], ids=["in the middle", "the last"])
def test_a_picture_that_is_lost_or_damaged_refuses_the_part(whole: Path, tmp_path: Path, nth: int) -> None:
    """With the last picture lost nothing comes after it whose time would tell."""
    source = damaged(whole, tmp_path / "film.mp4", nth, kept=5)
    with pytest.raises(FlawedSpan, match="looked at from beginning to end") as refused:
        looked(source, (int(source.pts[0]), None))
    assert str(refused.value).startswith(FLAWED)
