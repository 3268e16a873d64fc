"""Real footage: every odd file gives facts or a reason, and every time leads to its picture."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.unit.decode.clips import SHA

from gestae.decode.container import NotFootage, read_facts, read_packets
from gestae.decode.document import footage_json
from gestae.decode.frames import frame_at, frames
from gestae.errors import DecodeError
from gestae.model.footage import DamageKind, TimesFrom

P, D, N = TimesFrom.PTS, TimesFrom.DTS, TimesFrom.NONE
# name: container, video codec, times, packets, pictures that come out, sound codec, kinds of damage before decoding
ODD: dict[str, tuple[str, str | None, TimesFrom, int, int, str | None, set[DamageKind]]] = {
    "BA_MW_D_P_LOST.264": ("h264", "h264", N, 99, 99, None, set()),
    "Static.264": ("h264", "h264", N, 10, 10, None, set()),
    "amr_nb_12.2k.wav": ("amr", None, N, 0, 0, "amr_nb", set()),
    "gsm_ms_ciao.wav": ("wav", None, N, 0, 0, "gsm_ms", set()),
    "h264_1242-small.mkv": ("matroska,webm", "h264", P, 12, 12, "aac", {DamageKind.ABSENT}),
    "h264_brokensps.mp4": ("flv", "h264", P, 79, 79, None, set()),
    "h264_empty_edit_5s.mp4": ("mov,mp4,m4a,3gp,3g2,mj2", "h264", P, 100, 100, None, set()),
    "h264_frag_overlap.mp4": ("mov,mp4,m4a,3gp,3g2,mj2", "h264", P, 108, 96, None, {DamageKind.HIDDEN}),
    "h264_h264_intra_first-small.mp4": ("mpegts", "h264", P, 52, 17, "mp2", {DamageKind.MARKED}),
    "h264_interlaced_crop.mp4": ("mov,mp4,m4a,3gp,3g2,mj2", "h264", P, 126, 126, None, set()),
    "h264_white_zombie_scrunch-part.mp4": (
        "mov,mp4,m4a,3gp,3g2,mj2", "h264", P, 66, 65, None, {DamageKind.ABSENT, DamageKind.MARKED},
    ),
    "hevc_loewe.mp4": ("mpegts", "hevc", P, 20, 6, "aac_latm", {DamageKind.MARKED}),
    "mpeg2VCR2test.avi": ("avi", "mpeg2video", P, 157, 157, "pcm_s16le", set()),
    "mpeg2mpeg2_field_encoding.mp4": ("mpegts", "mpeg2video", P, 41, 31, None, set()),
    "mpeg2roundup997.mp4": ("mpeg", "mpeg2video", P, 6, 5, "mp2", set()),
    "mpeg4_packed_bframes.avi": ("avi", "mpeg4", D, 15, 15, None, set()),
    "pcm_alaw_surge-1-16-B-alaw.wav": ("mov,mp4,m4a,3gp,3g2,mj2", None, N, 0, 0, "pcm_alaw", set()),
    "pcm_mulaw_nist-ulaw.wav": ("nistsphere", None, N, 0, 0, "pcm_mulaw", set()),
    "x_avi_sample.avi": ("avi", "mpeg4", P, 96, 96, "mp3", set()),
    "x_flv_sample.flv": ("flv", "h264", P, 30, 30, "aac", set()),
    "x_ts_sample_h262_mpeg_audio.ps": ("mpeg", "mpeg2video", P, 3, 3, "mp2", set()),
    "x_ts_sample_h264_iframes_only.ts": ("mpegts", "h264", P, 30, 30, None, set()),
}  # fmt: skip
REASONS = {"tsduck_test-041.ts": "ends before any stream begins"}


@pytest.mark.parametrize("name", sorted(ODD))
def test_an_odd_file_gives_facts(shared_footage: Path, name: str) -> None:
    container, codec, times_from, packets, pictures, sound, damage = ODD[name]
    path = shared_footage / "odd" / name
    facts = read_facts(path, SHA)
    assert facts.container == container
    assert (facts.sound.codec if facts.sound else None) == sound
    assert {d.kind for d in facts.damage} == damage
    assert footage_json(facts, name)["refused"] is None
    if codec is None:
        assert facts.video is None
        return
    assert facts.video is not None
    assert (facts.video.codec, facts.video.times_from, facts.video.packets) == (codec, times_from, packets)
    reading = frames(path, SHA, facts.video.index)
    assert sum(frame.luma.shape[0] > 0 for frame in reading) == pictures
    assert reading.summary.complete


@pytest.mark.parametrize("name", sorted(REASONS))
def test_an_odd_file_gives_a_reason(shared_footage: Path, name: str) -> None:
    with pytest.raises(NotFootage, match=REASONS[name]):
        read_facts(shared_footage / "odd" / name, SHA)


def test_every_odd_file_is_in_the_table(shared_footage: Path) -> None:
    assert {path.name for path in (shared_footage / "odd").iterdir()} == set(ODD) | set(REASONS)


def test_facts_agree_with_what_another_program_said(shared_footage: Path) -> None:
    """The manifest's facts were read with ffprobe, a program and a library version of its own."""
    manifest = tomllib.loads((shared_footage / "MANIFEST.toml").read_text(encoding="utf-8"))
    disagreements = []
    for entry in manifest["file"]:
        if "container" not in entry or "video" not in entry:
            continue
        facts = read_facts(shared_footage / entry["file"], SHA)
        said, found = _said(entry), _found(facts, entry)
        disagreements += [(entry["file"], key, said[key], found[key]) for key in said if said[key] != found[key]]
    # A program that trusts the damaged parameter set shows one size, one that decodes the first picture another.
    assert disagreements == []


def _said(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "container": entry["container"],
        "video": entry["video"],
        "size": entry.get("size"),
        "interlaced": "field_order" in entry and entry["field_order"] not in {"progressive", "unknown"},
        "starts": True,
    }


def _found(facts: Any, entry: dict[str, Any]) -> dict[str, Any]:
    video = facts.video
    firsts = [s.first_pts * s.time_base for s in facts.streams if s.first_pts is not None]
    start_s = Fraction(str(entry.get("start_s", 0)))
    return {
        "container": facts.container,
        "video": video.codec,
        "size": f"{video.picture.width_px}x{video.picture.height_px}",
        "interlaced": bool(video.picture.interlaced),
        "starts": not firsts or abs(min(firsts) - start_s) < Fraction(1, 10),
    }


@pytest.mark.prove
@pytest.mark.parametrize("folder", ["odd", "cctv", "osd", "events", "fights", "mot"])
def test_every_time_leads_to_the_very_picture(shared_footage: Path, folder: str) -> None:
    sought = 0
    for path in sorted((shared_footage / folder).iterdir()):
        try:
            video = read_facts(path, SHA).video
        except DecodeError:
            continue
        if video is not None and video.times_from is not TimesFrom.NONE:
            sought += _seek_all(path, video.index)
    assert sought >= 4


def _seek_all(path: Path, stream: int) -> int:
    index = read_packets(path, stream)
    sought = 0
    for number, expected in enumerate(frames(path, SHA, stream, index=index)):
        if expected.ref.pts is None or number % 23:
            continue
        found = frame_at(path, SHA, stream, expected.ref.pts, index=index)
        np.testing.assert_array_equal(found.luma, expected.luma, err_msg=f"{path.name} at {expected.ref.pts}")
        sought += 1
    return sought
