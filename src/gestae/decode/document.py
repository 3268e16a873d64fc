"""What a file holds, as the document of `gestae footage --json` (format 1). Pure.

Ticks are the file's own; seconds beside them are for people, rounded to the nanosecond, and count as ticks do,
from the stream's zero.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from gestae.base.canonical import Json
from gestae.model.footage import (
    CoverageSpan,
    Damage,
    Distances,
    FootageFacts,
    Gap,
    Jump,
    PictureFacts,
    StreamFacts,
    StreamKind,
)

__all__ = ["FORMAT", "coverage_json", "footage_json", "refused_json"]

FORMAT: Final = 1
_NS_DIGITS: Final = 9


def footage_json(facts: FootageFacts, name: str, *, decoded: int | None = None) -> dict[str, Json]:
    """Write one file's entry.

    `codec`, `first` … `stretches` repeat the first video stream's, so that a reader of one camera needs no search;
    null where there is none. `clock` is null: what was read of a displayed clock is added by whoever read it.

    Args:
        facts: what was read of the file.
        name: the file's name as received.
        decoded: how many pictures came out of the first video stream, where all of it was decoded; else packets
            are counted, which are pictures but for fields coded apart and for damage.
    """
    streams: dict[int, dict[str, Json]] = {stream.index: _stream(stream) for stream in facts.streams}
    video, sound = facts.video, facts.sound
    chief = streams[video.index] if video else {}
    if decoded is not None and video is not None:
        chief |= {"frames": decoded, "frames_by": "decoding"}
    repeated = ("codec", "first", "last", "time_base", "frames", "frames_by", "distance", "gaps", "jumps", "stretches")
    return {
        "sha256": facts.sha256,
        "name": name,
        "size": facts.size_bytes,
        "container": facts.container,
        "refused": None,
        "streams": list(streams.values()),
        **{key: chief.get(key) for key in repeated},
        "sound": streams[sound.index] if sound else None,
        "damage": [_damage(damage, facts.streams) for damage in facts.damage],
        "metadata": dict(facts.metadata),
        "clock": None,
    }


def refused_json(sha256: str, name: str, size_bytes: int, reason: str) -> dict[str, Json]:
    """Write the entry of a file that gives no footage: everything null but what it is and why."""
    nothing = ("container", "codec", "first", "last", "time_base", "frames", "frames_by", "distance", "sound", "clock")
    empty: dict[str, Json] = {key: [] for key in ("streams", "gaps", "jumps", "stretches", "damage")}
    absent: dict[str, Json] = dict.fromkeys(nothing)
    return {
        "sha256": sha256,
        "name": name,
        "size": size_bytes,
        "refused": reason,
        "metadata": {},
        **absent,
        **empty,
    }


def coverage_json(spans: tuple[CoverageSpan, ...], time_base: Fraction) -> list[Json]:
    """Write how a stream was looked at, stretch by stretch.

    >>> from gestae.model.footage import Looked
    >>> coverage_json((CoverageSpan(0, 90000, Looked.EVERY_NTH, 5),), Fraction(1, 90000))
    [{'from': {'pts': 0, 'seconds': 0.0}, 'to': {'pts': 90000, 'seconds': 1.0}, 'how': 'every n-th', 'every_n': 5}]
    """
    return [
        {
            "from": _moment(span.start_pts, time_base),
            "to": _moment(span.end_pts, time_base),
            "how": span.how.value,
            "every_n": span.every_n,
        }
        for span in spans
    ]


def _stream(facts: StreamFacts) -> dict[str, Json]:
    base = facts.time_base
    written: dict[str, Json] = {
        "index": facts.index,
        "kind": facts.kind.value,
        "codec": facts.codec,
        "time_base": f"{base.numerator}/{base.denominator}",
        "times_from": facts.times_from.value,
        "first": None if facts.first_pts is None else _moment(facts.first_pts, base),
        "last": None if facts.last_pts is None else _moment(facts.last_pts, base),
        "packets": facts.packets,
        "key_packets": facts.keys,
        "packets_without_time": facts.untimed,
    }
    if facts.kind is StreamKind.VIDEO:
        written |= _video(facts)
    if facts.sound is not None:
        written |= {"rate_hz": facts.sound.rate_hz, "channels": facts.sound.channels}
    return written


def _video(facts: StreamFacts) -> dict[str, Json]:
    base = facts.time_base
    return {
        "frames": facts.packets,
        "frames_by": "packets",
        "frames_declared": facts.frames_declared,
        "distance": None if facts.distances is None else _distances(facts.distances, base),
        "gaps": [_gap(gap, base) for gap in facts.gaps],
        "jumps": [_jump(jump, base) for jump in facts.jumps],
        "stretches": [{"first": _moment(one, base), "last": _moment(end, base)} for one, end in facts.stretches],
        "picture": None if facts.picture is None else _picture(facts.picture),
    }


def _distances(distances: Distances, base: Fraction) -> dict[str, Json]:
    return {
        name: {"ticks": ticks, "seconds": _seconds(ticks, base)}
        for name, ticks in (
            ("least", distances.least),
            ("median", distances.median),
            ("greatest", distances.greatest),
        )
    }


def _gap(gap: Gap, base: Fraction) -> dict[str, Json]:
    return {
        "after": _moment(gap.after_pts, base),
        "before": _moment(gap.before_pts, base),
        "seconds": _seconds(gap.before_pts - gap.after_pts, base),
    }


def _jump(jump: Jump, base: Fraction) -> dict[str, Json]:
    return {
        "packet": jump.packet,
        "from": _moment(jump.from_pts, base),
        "to": _moment(jump.to_pts, base),
        "direction": "backwards" if jump.backwards else "ahead",
    }


def _picture(facts: PictureFacts) -> dict[str, Json]:
    aspect = facts.pixel_aspect
    return {
        "width": facts.width_px,
        "height": facts.height_px,
        "pixel_format": facts.pixel_format,
        "pixel_aspect": None if aspect is None else f"{aspect.numerator}/{aspect.denominator}",
        "interlaced": facts.interlaced,
        "rotation_deg": facts.rotation_deg,
        "full_range": facts.full_range,
    }


def _damage(damage: Damage, streams: tuple[StreamFacts, ...]) -> dict[str, Json]:
    base = next(stream.time_base for stream in streams if stream.index == damage.stream)
    return {
        "what": damage.kind.value,
        "stream": damage.stream,
        "after": None if damage.after_pts is None else _moment(damage.after_pts, base),
        "before": None if damage.before_pts is None else _moment(damage.before_pts, base),
        "packets": damage.packets,
        "frames": damage.frames,
        "detail": damage.detail or None,
    }


def _moment(pts: int, base: Fraction) -> dict[str, Json]:
    return {"pts": pts, "seconds": _seconds(pts, base)}


def _seconds(ticks: int, base: Fraction) -> float:
    return round(float(ticks * base), _NS_DIGITS)
