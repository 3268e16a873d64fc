"""A clip holds the packets of the original, beginning at a key frame, and says which picture was which."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests.story.incident import write_film

from gestae.decode.clip import Clip, clip_ending, write_clip
from gestae.decode.container import read_packets
from gestae.decode.frames import frame_at
from gestae.errors import DecodeError
from gestae.model.footage import PacketIndex

DIGEST = "ab" * 32


def film(folder: Path, name: str, codec: str) -> Path:
    path = folder / name
    write_film(path, seconds=3, speed_px=4, codec=codec)
    return path


def cut(path: Path, place: Path, first: int = 30, last: int = 50) -> tuple[PacketIndex, Clip, np.ndarray]:
    index = read_packets(path)
    times = np.unique(index.times)
    return index, write_clip(path, index, int(times[first]), int(times[last]), place), times


@pytest.mark.parametrize(
    ("name", "codec", "ending"),
    [("film.mp4", "mpeg4", ".mp4"), ("film.avi", "mjpeg", ".mkv"), ("film.ts", "mpeg4", ".mp4")],
)  # fmt: skip
def test_each_picture_of_the_stretch_is_there_and_is_the_same(
    tmp_path: Path, name: str, codec: str, ending: str
) -> None:
    path = film(tmp_path, name, codec)
    place = tmp_path / f"clip{clip_ending(codec)}"
    assert place.suffix == ending
    index, clip, times = cut(path, place)
    own = dict(clip.pictures)
    assert [pts for pts in times[30:51].tolist() if pts not in own] == []
    for at in (30, 41, 50):
        pts = int(times[at])
        assert (frame_at(path, DIGEST, 0, pts).luma == frame_at(place, DIGEST, 0, own[pts]).luma).all()
    assert clip.is_bit_identical
    assert index.is_key[list(index.times).index(clip.pictures[0][0])], "it begins where decoding can begin"


def test_pictures_lie_as_far_apart_as_in_the_original(tmp_path: Path) -> None:
    path = film(tmp_path, "film.mp4", "mpeg4")
    index, clip, _ = cut(path, tmp_path / "clip.mp4")
    (first, own), *rest = clip.pictures
    for pts, here in rest:
        assert (pts - first) * index.time_base == (here - own) * clip.time_base


def test_the_same_stretch_gives_the_same_bytes(tmp_path: Path) -> None:
    path = film(tmp_path, "film.avi", "mjpeg")
    for name in ("one.mkv", "two.mkv"):
        cut(path, tmp_path / name)
    assert (tmp_path / "one.mkv").read_bytes() == (tmp_path / "two.mkv").read_bytes()


def test_a_stream_without_times_is_not_cut(tmp_path: Path) -> None:
    path = film(tmp_path, "film.mp4", "mpeg4")
    index = read_packets(path)
    none = np.full(len(index), np.iinfo(np.int64).min)
    flags = (index.is_key, index.is_corrupt, index.is_hidden)
    untimed = PacketIndex(0, Fraction(1, 25), none, none, index.size_bytes, index.position, *flags)
    with pytest.raises(DecodeError, match="has no times"):
        write_clip(path, untimed, 0, 10, tmp_path / "clip.mp4")


def test_a_stretch_before_the_first_picture_is_refused(tmp_path: Path) -> None:
    path = film(tmp_path, "film.mp4", "mpeg4")
    with pytest.raises(DecodeError, match="no picture"):
        write_clip(path, read_packets(path), -200, -100, tmp_path / "clip.mp4")
