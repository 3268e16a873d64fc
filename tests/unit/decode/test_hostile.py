"""Files made to harm their reader end, at worst, the worker that reads them."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.unit.decode.clips import Film, even_times, picture, write_dahua, write_film

from gestae.engine.limits import Limits
from gestae.engine.local import LocalEngine
from gestae.engine.work import FailureKind, Outcome, WorkItem

MEMORY_BYTES = 512 * 1024 * 1024
SECONDS = 20.0
# A file may be refused, may give facts, may end its worker; a broken function would be a fault of gestae.
ALLOWED = {None, FailureKind.REFUSED, FailureKind.DIED, FailureKind.MEMORY, FailureKind.TIME}
AT_25 = Fraction(1, 25)


def look_at(paths: list[Path]) -> list[Outcome]:
    items = [WorkItem(path.name, "tests.unit.decode.jobs:look", {"path": str(path)}) for path in paths]
    return list(LocalEngine(2, Limits(MEMORY_BYTES, SECONDS)).run(items))


def clips(folder: Path) -> list[Path]:
    return [
        write_film(folder / "a.mp4", even_times(25), Film(gop=8)),
        write_film(folder / "a.mkv", even_times(25), Film(gop=8, b_frames=2, sound=True)),
        write_film(folder / "a.ts", even_times(25, 1), Film("mpeg2video", b_frames=2, time_base=AT_25)),
        write_film(folder / "a.avi", even_times(25, 1), Film("mjpeg", "yuvj420p", time_base=AT_25)),
        write_film(folder / "b.avi", even_times(25, 1), Film(b_frames=1, time_base=AT_25)),
        write_film(folder / "b.mkv", even_times(12), Film("ffv1", "yuv420p10le")),
        write_dahua(folder / "a.dav", 25),
    ]


def mutilate(data: bytes, rng: np.random.Generator) -> bytes:
    """Flip bytes, mostly in the head, where sizes stand; cut; leave a piece out; double a piece."""
    torn = np.frombuffer(data, np.uint8).copy()
    for _ in range(int(rng.integers(1, 40))):
        reach = len(torn) if rng.random() < 0.5 else min(len(torn), 700)
        torn[int(rng.integers(0, reach))] = rng.integers(0, 256)
    start, stop = sorted(int(n) for n in rng.integers(0, len(torn), 2))
    kind = rng.integers(0, 4)
    if kind == 1:
        return torn[:stop].tobytes()
    if kind == 2:
        return torn[:start].tobytes() + torn[stop:].tobytes()
    if kind == 3:
        return torn[:stop].tobytes() + torn[start:].tobytes()
    return torn.tobytes()


def torn_copies(folder: Path, count: int, seed: int) -> list[Path]:
    rng = np.random.default_rng(seed)
    whole = [path.read_bytes() for path in clips(folder)]
    paths = [folder / f"torn-{n}" for n in range(count)]
    for n, path in enumerate(paths):
        path.write_bytes(mutilate(whole[n % len(whole)], rng))
    return paths


def judge(outcomes: list[Outcome]) -> None:
    kinds = {outcome.failure.kind if outcome.failure else None for outcome in outcomes}
    faults = [o.failure.detail for o in outcomes if o.failure and o.failure.kind not in ALLOWED]
    assert kinds <= ALLOWED, faults


def test_torn_copies_give_facts_or_reasons(tmp_path: Path) -> None:
    outcomes = look_at(torn_copies(tmp_path, 70, seed=1))
    judge(outcomes)
    assert sum(outcome.done for outcome in outcomes) > 20


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(10, 20))
def test_many_torn_copies_give_facts_or_reasons(tmp_path: Path, seed: int) -> None:
    judge(look_at(torn_copies(tmp_path, 300, seed)))


def test_whole_clips_give_all_their_pictures(tmp_path: Path) -> None:
    answers = [outcome.answer for outcome in look_at(clips(tmp_path))]
    assert [answer["pictures"] for answer in answers if isinstance(answer, dict)] == [25, 25, 25, 25, 25, 12, 25]


def giant_jpeg(width: int, height: int) -> bytes:
    """Give a small JPEG whose header claims a giant picture."""
    buffer = io.BytesIO()
    Image.fromarray(picture(0)).save(buffer, "JPEG")
    data = bytearray(buffer.getvalue())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize("size", [(65500, 65500), (30000, 30000), (16000, 16000)])
def test_a_giant_picture_is_refused_or_ends_its_worker_and_nothing_else(tmp_path: Path, size: tuple[int, int]) -> None:
    giant = tmp_path / "giant.mjpeg"
    giant.write_bytes(giant_jpeg(*size) * 3)
    good = write_film(tmp_path / "good.mkv", even_times(5))
    bad, after = look_at([giant, good])
    judge([bad])
    assert after.done
    if bad.done:
        assert isinstance(bad.answer, dict)
        assert bad.answer["pictures"] == 0


def test_a_container_that_claims_a_giant_picture(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.avi", even_times(5, 1), Film("rawvideo", "yuyv422", time_base=AT_25))
    data = path.read_bytes()
    claimed = struct.pack("<ii", 100_000, 100_000)
    path.write_bytes(data.replace(struct.pack("<ii", 96, 64), claimed))
    assert path.read_bytes() != data
    judge(look_at([path]))


def test_a_playlist_opens_no_other_file(tmp_path: Path) -> None:
    clip = write_film(tmp_path / "clip.ts", even_times(25, 1), Film("mpeg2video", time_base=AT_25))
    scripts = {
        "a.m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{clip.name}\n#EXT-X-ENDLIST\n",
        "a.ffconcat": f"ffconcat version 1.0\nfile {clip.name}\n",
        "b.ffconcat": f"ffconcat version 1.0\nfile file:{clip}\n",
        "a.mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static">'
        f'<Period><AdaptationSet><Representation id="0" bandwidth="1"><BaseURL>{clip.name}</BaseURL>'
        "</Representation></AdaptationSet></Period></MPD>",
        "a.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n",
    }
    for name, text in scripts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    outcomes = look_at([tmp_path / name for name in scripts])
    assert [o.failure.kind for o in outcomes if o.failure] == [FailureKind.REFUSED] * len(scripts)
