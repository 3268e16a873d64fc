"""Pictures by address: in order, from anywhere, through damage."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests.unit.decode.clips import SHA, Film, even_times, write_dahua, write_film

from gestae.decode.container import read_packets
from gestae.decode.frames import NoSuchFrame, frame_at, frames
from gestae.errors import DecodeError
from gestae.model.footage import DamageKind

AT_25 = Fraction(1, 25)
FILMS = {
    "a.mp4": (Film(gop=10), 40),
    "a.mkv": (Film(gop=12, b_frames=2), 40),
    "a.ts": (Film("mpeg2video", gop=12, b_frames=2, time_base=AT_25), 1),
    "a.mpg": (Film("mpeg2video", container="mpeg", time_base=AT_25), 1),
    "a.avi": (Film("mjpeg", "yuvj420p", time_base=Fraction(100, 1667)), 1),
    "b.avi": (Film("mpeg4", gop=24, b_frames=2, time_base=AT_25), 1),
    "c.avi": (Film("mpeg4", gop=10, time_base=AT_25), 1),
}


def film(tmp_path: Path, name: str, count: int = 60) -> Path:
    kind, step = FILMS[name]
    return write_film(tmp_path / name, even_times(count, step), kind)


@pytest.mark.parametrize("name", sorted(FILMS))
def test_from_the_beginning_ordinals_count_and_times_increase(tmp_path: Path, name: str) -> None:
    reading = frames(film(tmp_path, name), SHA)
    got = list(reading)
    assert [frame.ref.n for frame in got] == list(range(60))
    times = [frame.ref.pts for frame in got if frame.ref.pts is not None]
    assert times == sorted(set(times))
    # With packet order times, the last picture comes out at the end of the file, with no packet: it has no time.
    assert reading.summary.untimed == (1 if name in {"b.avi", "a.mpg"} else 0)
    assert (reading.summary.packets, reading.summary.frames, reading.summary.complete) == (60, 60, True)
    assert reading.summary.damage == ()


@pytest.mark.parametrize("name", sorted(FILMS))
def test_every_time_leads_to_the_very_picture(tmp_path: Path, name: str) -> None:
    path = film(tmp_path, name)
    index = read_packets(path)
    for expected in frames(path, SHA):
        if expected.ref.pts is None:
            continue
        found = frame_at(path, SHA, 0, expected.ref.pts, index=index)
        assert found.ref.pts == expected.ref.pts
        np.testing.assert_array_equal(found.luma, expected.luma)


@pytest.mark.parametrize("name", sorted(FILMS))
@pytest.mark.parametrize(("start", "end"), [(0, 1), (7, 31), (20, 60), (59, 200), (None, 13), (45, None)])
def test_a_stretch_is_what_the_whole_has_there(tmp_path: Path, name: str, start: int | None, end: int | None) -> None:
    path = film(tmp_path, name)
    index = read_packets(path)
    step = int(np.diff(np.unique(index.times)).min())
    first = int(np.unique(index.times)[0])
    start_pts, end_pts = (None if n is None else first + n * step for n in (start, end))
    whole = [f for f in frames(path, SHA, index=index) if f.ref.pts is not None]
    expected = [f for f in whole if (start_pts or first) <= (f.ref.pts or 0) < (end_pts or 2**62)]
    got = list(frames(path, SHA, start_pts=start_pts, end_pts=end_pts, index=index))
    got = [f for f in got if f.ref.pts is not None]
    assert [f.ref.pts for f in got] == [f.ref.pts for f in expected]
    assert all(np.array_equal(a.luma, b.luma) for a, b in zip(got, expected, strict=True))


def test_where_decoding_began_elsewhere_no_ordinal_is_claimed(tmp_path: Path) -> None:
    path = film(tmp_path, "a.mkv")
    assert [f.ref.n for f in frames(path, SHA, start_pts=1000, end_pts=1100)] == [None] * 3
    assert [f.ref.n for f in frames(path, SHA, start_pts=80, end_pts=160)] == [2, 3]


def test_key_frames_alone(tmp_path: Path) -> None:
    path = film(tmp_path, "a.mp4")
    got = list(frames(path, SHA, keys_only=True))
    assert [frame.ref.pts for frame in got] == [n * 6400 for n in range(6)]
    assert all(frame.key and frame.ref.n is None for frame in got)


@pytest.mark.parametrize(
    ("pts", "words"), [(41, "nearest times of the stream are 40, 80"), (10**9, "are 2360"), (-5, "0")]
)
def test_a_time_without_picture_is_refused(tmp_path: Path, pts: int, words: str) -> None:
    with pytest.raises(NoSuchFrame, match=words):
        frame_at(film(tmp_path, "a.mkv"), SHA, 0, pts)


def test_a_stream_without_times_is_read_whole_and_only_whole(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.m4v", even_times(12), Film(container="m4v"))
    assert [(f.ref.n, f.ref.pts) for f in frames(path, SHA)] == [(n, None) for n in range(12)]
    with pytest.raises(DecodeError, match="has no times"):
        frames(path, SHA, start_pts=0)
    with pytest.raises(NoSuchFrame, match="choose by ordinal"):
        frame_at(path, SHA, 0, 0)


def test_times_that_go_back_are_not_claimed_and_not_searched(tmp_path: Path) -> None:
    kind = Film("mpeg2video", time_base=AT_25)
    first = write_film(tmp_path / "a.ts", even_times(20, 1, start=10), kind).read_bytes()
    second = write_film(tmp_path / "b.ts", even_times(20, 1, start=0), kind).read_bytes()
    (tmp_path / "c.ts").write_bytes(first + second)
    reading = frames(tmp_path / "c.ts", SHA)
    got = list(reading)
    timed = [f.ref.pts for f in got if f.ref.pts is not None]
    assert [f.ref.n for f in got] == list(range(len(got)))
    assert timed == sorted(set(timed))
    assert reading.summary.untimed == 20
    late = frame_at(tmp_path / "c.ts", SHA, 0, timed[15])
    assert late.ref.n == 15


def test_damage_in_the_middle_is_survived_and_placed(tmp_path: Path) -> None:
    path = film(tmp_path, "a.mkv", 100)
    index = read_packets(path)
    data = bytearray(path.read_bytes())
    for packet in range(42, 46):
        at, size = int(index.position[packet]), int(index.size_bytes[packet])
        data[at + 12 : at + size] = b"\xff" * (size - 12)
    path.write_bytes(data)
    reading = frames(path, SHA)
    got = list(reading)
    summary = reading.summary
    assert len(got) >= 90
    assert summary.errors + summary.corrupt > 0
    assert summary.damage
    for damage in summary.damage:
        assert damage.after_pts is not None
        assert 1500 <= damage.after_pts <= 1960
        assert damage.before_pts is not None
        assert damage.before_pts <= 2000
    undamaged = {f.ref.pts: f.luma.tobytes() for f in frames(film(tmp_path, "a.mkv", 100), SHA)}
    assert all(f.luma.tobytes() == undamaged[f.ref.pts] for f in got if (f.ref.pts or 0) >= 1920)


def test_packets_that_give_no_picture_are_counted(tmp_path: Path) -> None:
    path = film(tmp_path, "a.ts", 60)
    data = path.read_bytes()
    index = read_packets(path)
    # Begin in mid-stream, after the first key frame, as a recorder's export often does.
    cut = int(index.position[6]) // 188 * 188
    (tmp_path / "cut.ts").write_bytes(data[: 188 * 3] + data[cut:])
    reading = frames(tmp_path / "cut.ts", SHA)
    got = list(reading)
    lost = [d for d in reading.summary.damage if d.kind is DamageKind.NO_PICTURE]
    assert sum(d.packets or 0 for d in lost) == reading.summary.packets - len(got)
    assert lost[0].after_pts is None
    assert lost[0].before_pts is not None


def test_half_read_says_so_and_lets_go_of_the_file(tmp_path: Path) -> None:
    with frames(film(tmp_path, "a.mkv"), SHA) as reading:
        next(reading)
    assert reading.summary.complete is False
    assert reading.summary.frames == 1
    assert next(reading, None) is None


def test_pictures_outlive_the_reading(tmp_path: Path) -> None:
    path = film(tmp_path, "a.mkv")
    lumas = [frame.luma for frame in frames(path, SHA)]
    again = [frame.luma.copy() for frame in frames(path, SHA)]
    assert all(np.array_equal(a, b) for a, b in zip(lumas, again, strict=True))


def test_dahua_pictures_are_found_by_the_recorders_time(tmp_path: Path) -> None:
    path = write_dahua(tmp_path / "a.dav", 50)
    whole = list(frames(path, SHA))
    middle = whole[30]
    assert middle.ref.pts is not None
    assert middle.ref.pts - (whole[0].ref.pts or 0) == 30 * 40
    np.testing.assert_array_equal(frame_at(path, SHA, 0, middle.ref.pts).luma, middle.luma)


def test_an_index_of_another_file_is_refused(tmp_path: Path) -> None:
    other = read_packets(film(tmp_path, "a.mp4"))
    with pytest.raises(DecodeError, match="read the index anew"):
        frames(film(tmp_path, "a.mkv"), SHA, index=other)


def test_a_sound_stream_gives_no_pictures(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.mkv", even_times(5), Film(sound=True))
    with pytest.raises(DecodeError, match="video streams of this file are: 0"):
        frames(path, SHA, 1)


def test_of_pictures_that_stand_alone_any_can_be_left_out(tmp_path: Path) -> None:
    path = film(tmp_path, "a.avi")
    index = read_packets(path)
    whole = {frame.ref.pts: frame.luma for frame in frames(path, SHA)}
    wanted = index.times[10:40:3].tolist()
    with frames(path, SHA, start_pts=wanted[0], end_pts=int(index.times[40]), only=wanted, index=index) as chosen:
        got = list(chosen)
    assert [frame.ref.pts for frame in got] == wanted
    assert {frame.ref.n for frame in got} == {None}
    for frame in got:
        np.testing.assert_array_equal(frame.luma, whole[frame.ref.pts])
    assert (chosen.summary.packets, chosen.summary.frames, chosen.summary.complete) == (30, 10, False)
    assert chosen.summary.damage == ()


@pytest.mark.parametrize("name", ["a.mp4", "b.avi"])
def test_pictures_that_rest_on_others_are_not_taken_singly(tmp_path: Path, name: str) -> None:
    path = film(tmp_path, name)
    with pytest.raises(DecodeError, match="rest on one another"):
        frames(path, SHA, only=[0])


@pytest.mark.parametrize(("codec", "is_left_out"), [("libx264", True), ("libx265", False)])
def test_the_loop_filter_is_left_out_of_h264_alone(tmp_path: Path, codec: str, is_left_out: bool) -> None:
    path = write_film(tmp_path / "a.mp4", even_times(20, 40), Film(codec, gop=20))
    with frames(path, SHA) as whole, frames(path, SHA, loop_filter=False) as quick:
        differs = [not np.array_equal(a.luma, b.luma) for a, b in zip(whole, quick, strict=True)]
    assert any(differs) == is_left_out
