"""What a file holds, and which files are no footage."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests.unit.decode.clips import EDITED, SHA, Film, even_times, write_dahua, write_film

from gestae.decode.container import NotFootage, read_facts, read_packets
from gestae.errors import DecodeError
from gestae.model.footage import NO_TIME, DamageKind, Distances, FootageFacts, Gap, StreamFacts, TimesFrom

AT_25 = Fraction(1, 25)


def video(facts: FootageFacts) -> StreamFacts:
    assert facts.video is not None
    return facts.video


@pytest.mark.parametrize(
    ("name", "film", "step", "container", "codec", "times_from", "base", "distance"),
    [
        ("a.mp4", Film(), 40, "mov,mp4,m4a,3gp,3g2,mj2", "mpeg4", TimesFrom.PTS, Fraction(1, 16000), 640),
        ("a.mkv", Film(b_frames=2), 40, "matroska,webm", "mpeg4", TimesFrom.PTS, Fraction(1, 1000), 40),
        ("a.ts", Film("mpeg2video", b_frames=2, time_base=AT_25), 1, "mpegts", "mpeg2video", TimesFrom.PTS,
         Fraction(1, 90000), 3600),
        ("a.avi", Film("mjpeg", "yuvj420p", time_base=Fraction(100, 1667)), 1, "avi", "mjpeg", TimesFrom.PTS,
         Fraction(100, 1667), 1),
        ("b.avi", Film("mpeg4", b_frames=2, time_base=AT_25), 1, "avi", "mpeg4", TimesFrom.DTS, AT_25, 1),
    ],
)  # fmt: skip
def test_facts_of_even_films(
    tmp_path: Path,
    name: str,
    film: Film,
    step: int,
    container: str,
    codec: str,
    times_from: TimesFrom,
    base: Fraction,
    distance: int,
) -> None:
    path = write_film(tmp_path / name, even_times(30, step), film)
    facts = read_facts(path, SHA)
    stream = video(facts)
    assert (facts.container, stream.codec, stream.times_from, stream.time_base) == (container, codec, times_from, base)
    assert stream.packets == 30
    assert stream.distances == Distances(distance, distance, distance)
    assert (stream.gaps, stream.jumps, facts.damage) == ((), (), ())
    assert facts.size_bytes == path.stat().st_size
    assert stream.picture is not None
    assert (stream.picture.width_px, stream.picture.height_px, stream.picture.rotation_deg) == (96, 64, 0)
    assert facts.sound is None


def test_what_a_name_says_does_not_matter(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.mkv", even_times(5))
    assert read_facts(path.rename(tmp_path / "photo.jpg"), SHA).container == "matroska,webm"


def test_sound_and_rotation_are_reported(tmp_path: Path) -> None:
    assert read_facts(write_film(tmp_path / "a.mkv", even_times(25), Film(sound=True)), SHA).sound is not None
    turned = video(read_facts(write_film(tmp_path / "a.mp4", even_times(5), Film(rotation_deg=90.0)), SHA))
    assert turned.picture is not None
    assert turned.picture.rotation_deg == 90


def test_missing_pictures_are_a_gap(tmp_path: Path) -> None:
    times = [time for time in even_times(50) if not 400 < time < 1000]
    stream = video(read_facts(write_film(tmp_path / "a.mkv", times), SHA))
    assert stream.gaps == (Gap(400, 1000),)
    assert stream.distances == Distances(40, 40, 600)
    assert stream.jumps == ()


def test_two_recordings_in_one_file_are_a_jump(tmp_path: Path) -> None:
    film = Film("mpeg2video", time_base=AT_25)
    first = write_film(tmp_path / "a.ts", even_times(30, 1, start=100), film).read_bytes()
    second = write_film(tmp_path / "b.ts", even_times(30, 1), film).read_bytes()
    (tmp_path / "c.ts").write_bytes(first + second)
    stream = video(read_facts(tmp_path / "c.ts", SHA))
    (jump,) = stream.jumps
    assert jump.backwards
    assert jump.packet == 30
    assert jump.from_pts > jump.to_pts
    assert not stream.steady
    assert stream.distances == Distances(3600, 3600, 3600)


@pytest.mark.parametrize("container", ["mjpeg", "m4v"])
def test_a_stream_without_container_has_no_times(tmp_path: Path, container: str) -> None:
    film = Film("mjpeg", "yuvj420p", container) if container == "mjpeg" else Film(container=container)
    path = write_film(tmp_path / "a.raw", even_times(10), film)
    stream = video(read_facts(path, SHA))
    assert (stream.times_from, stream.first_pts, stream.last_pts, stream.distances) == (
        TimesFrom.NONE,
        None,
        None,
        None,
    )
    assert (stream.packets, stream.untimed) == (10, 10)
    assert set(read_packets(path).times) == {NO_TIME}


@pytest.mark.parametrize("before", [b"", b"\x00" * 300, b"vendor" * 1000], ids=["plain", "zeros", "vendor's head"])
def test_dahua_exports_are_known_by_their_bytes(tmp_path: Path, before: bytes) -> None:
    facts = read_facts(write_dahua(tmp_path / "a.bin", 30, before=before), SHA)
    assert facts.container == "dhav"
    assert video(facts).codec == "mjpeg"
    distances = video(facts).distances
    assert distances is not None
    assert distances.median == 40
    # Where other bytes stand in front, libavformat takes the first pictures to find its step.
    assert video(facts).packets == 30 if not before else 25 <= video(facts).packets <= 30


def test_a_file_that_was_cut_off_says_how_much_is_missing(tmp_path: Path) -> None:
    whole = write_film(tmp_path / "a.mkv", even_times(200)).read_bytes()
    (tmp_path / "b.mkv").write_bytes(whole[: len(whole) // 3])
    facts = read_facts(tmp_path / "b.mkv", SHA)
    (damage,) = [d for d in facts.damage if d.kind is DamageKind.ABSENT]
    assert damage.after_pts == video(facts).last_pts
    assert damage.before_pts == 8000, "where the file claims that it ends"
    assert damage.detail == "8.000 s declared"


PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{0}\n#EXT-X-ENDLIST\n"
REFUSED = {
    "empty": (b"", "is empty"),
    "one byte": (b"\x00", "not readable"),
    "words": (b"Vin skazav, shcho tse bulo o shostij.\n" * 50, "not readable"),
    "playlist": (PLAYLIST.encode(), "not readable"),
    "concat script": (b"ffconcat version 1.0\nfile '{0}'\n", "is of a kind that is not opened"),
    "session description": (b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n", "not"),
    "dash": (b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{0}</BaseURL></MPD>', "not"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40), "is of a kind that is not opened"),
    "header alone": (b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska", "not readable"),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_is_no_footage_is_refused_with_the_reason(tmp_path: Path, case: str) -> None:
    clip = write_film(tmp_path / "clip.ts", even_times(30, 1), Film("mpeg2video", time_base=AT_25))
    content, reason = REFUSED[case]
    path = tmp_path / "item"
    path.write_bytes(content.replace(b"{0}", clip.name.encode()))
    with pytest.raises(NotFootage, match=reason) as refusal:
        read_facts(path, SHA)
    assert refusal.value.reason
    assert "preserved as it is" in str(refusal.value)


@pytest.mark.parametrize("size", [100, 10_000, 1_000_000])
def test_random_bytes_are_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "noise"
    path.write_bytes(np.random.default_rng(size).bytes(size))
    with pytest.raises(NotFootage):
        read_facts(path, SHA)


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "absent", Path("/dev/zero")):
        with pytest.raises(NotFootage):
            read_facts(path, SHA)


@pytest.mark.parametrize(
    "name", ["concat:a|b", "http:example", "-i", "a\nb", "subfile,,start,0,end,1,,:x", "Ганок №3 %d"]
)
def test_a_name_is_a_name_and_never_an_address(tmp_path: Path, name: str) -> None:
    path = write_film(tmp_path / "a.mkv", even_times(5)).rename(tmp_path / name)
    assert video(read_facts(path, SHA)).packets == 5


def test_a_name_that_is_not_utf_8_is_opened(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.mkv", even_times(5)).rename(tmp_path / os.fsdecode(b"\xff\xfe.mkv"))
    assert video(read_facts(path, SHA)).packets == 5


def test_a_stream_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.mkv", even_times(5))
    with pytest.raises(DecodeError, match=r"no stream 3; the streams of this file are: \[0\]"):
        read_packets(path, 3)


def test_the_packet_index_holds_what_the_file_holds(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.mkv", even_times(30), Film(gop=10))
    index = read_packets(path)
    assert index.pts.tolist() == even_times(30)
    assert np.flatnonzero(index.is_key).tolist() == [0, 10, 20]
    assert (np.diff(index.position) > 0).all()
    assert int(index.size_bytes.sum()) < path.stat().st_size
    assert not index.is_corrupt.any()
    assert not index.is_hidden.any()


def test_files_joined_into_one_leap_back_whatever_the_demuxer_makes_of_it(tmp_path: Path) -> None:
    """A later piece that counts from less than the first is taken by libavformat for a count that ran over."""
    film = Film(codec="mpeg2video", container="mpegts", time_base=AT_25)
    pieces = [
        write_film(tmp_path / f"{start}.ts", even_times(30, 1, start), film).read_bytes() for start in (90_000, 250)
    ]
    joined = tmp_path / "joined.ts"
    joined.write_bytes(b"".join(pieces))
    found = video(read_facts(joined, SHA))
    (jump,) = found.jumps
    assert jump.backwards
    assert jump.to_pts > jump.from_pts, "as libavformat counts"
    assert not found.steady, "so that no order of frames is drawn from it"
    assert found.gaps == ()
    first, second = found.stretches
    assert [end - start for start, end in (first, second)] == [29 * 3600, 29 * 3600]
    assert (first[1], second[0]) == (jump.from_pts, jump.to_pts)


@pytest.mark.parametrize(("start", "left_out", "marked"), [(-20, 20, 0), (-15, 10, 5)])
def test_what_an_edit_list_hides_is_told_and_nothing_is_absent(
    tmp_path: Path, start: int, left_out: int, marked: int
) -> None:
    """Before the cut whole groups of pictures are left out; from the last key frame on they are marked."""
    film = Film("mpeg4", gop=10, muxer=EDITED)
    path = write_film(tmp_path / "a.mp4", even_times(30, 40, 40 * start), film)
    facts = read_facts(path, SHA)
    edited, *hidden = facts.damage
    assert (edited.kind, edited.packets, edited.after_pts) == (DamageKind.EDITED, left_out, None)
    assert edited.detail == f"stored from {start / 25:.3f} s to {(start + left_out - 1) / 25:.3f} s"
    assert [(one.kind, one.packets) for one in hidden] == [(DamageKind.HIDDEN, marked)] * bool(marked)
    assert (video(facts).first_pts, video(facts).packets) == (0, 30 - left_out)


def test_an_edit_list_that_only_makes_up_for_the_order_of_decoding_hides_nothing(tmp_path: Path) -> None:
    film = Film("mpeg4", b_frames=2, muxer=EDITED)
    facts = read_facts(write_film(tmp_path / "a.mp4", even_times(30), film), SHA)
    assert facts.damage == ()
    assert (video(facts).first_pts, video(facts).packets) == (0, 30)


def test_a_cut_off_file_with_an_edit_list_lacks_what_is_missing_and_no_more(tmp_path: Path) -> None:
    film = Film("mpeg4", gop=10, muxer=(*EDITED, ("movflags", "faststart")))
    path = write_film(tmp_path / "a.mp4", even_times(60, 40, -800), film)
    position = int(read_packets(path).position[20])
    path.write_bytes(path.read_bytes()[:position])
    kinds = {one.kind: one.packets for one in read_facts(path, SHA).damage}
    assert kinds[DamageKind.EDITED] == 20
    assert kinds[DamageKind.ABSENT] == 20
