"""Tracks in the form of DIVE (Kitware's annotator), version 2: written for it, and read back with every fault told.

A file holds `tracks` and `groups` by number, each with its types and their confidences, first and last frame; a track's
`features` are its boxes by frame. Frames count from 0 in order of presentation; `flick` is the same moment in ticks of
1/705,600,000 s from the first picture, so a file that counted frames by a rate can be told from one that did not.

Source: docs/DataFormats.md of Kitware/dive, "DIVE Annotation JSON", version 2 (DIVE 1.9 and later).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Any, Final

from gestae.base.canonical import Json, parse_json
from gestae.errors import Faults, InputRefused
from gestae.model.sighting import NO_PTS, Track

__all__ = ["FLICKS_PER_S", "Box", "Followed", "dive_document", "read_dive"]

VERSION: Final = 2
FLICKS_PER_S: Final = 705_600_000
# More is no work of a person, and a file of that size is refused before it is read.
MOST_BYTES: Final = 64 * 1024 * 1024
_LARGEST: Final = 2**31
_LARGEST_WHOLE: Final = 2**62

Corners = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Where something is in one frame; `flick` is the moment as the file counts it, None where it does not."""

    frame: int
    corners: Corners
    flick: int | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """What a file says of one thing, or of one act.

    Attributes:
        name: its place in the file, such as "track 3".
        label: the type of which the file is surest.
        begin, end: first and last frame, from 0 in order of presentation.
        boxes: in order of frames; none of an act without a place.
        footage: sha256 of the original, where gestae wrote it into the file; None where nothing names it.
    """

    name: str
    label: str
    begin: int
    end: int
    boxes: tuple[Box, ...]
    footage: str | None = None


def dive_document(tracks: Iterable[Track], first_pts: int, time_base: Fraction, footage: str) -> dict[str, Json]:
    """Write tracks as DIVE takes them.

    Boxes that were detected are key frames; between two of them DIVE draws the boxes in between as gestae does.

    Args:
        tracks: of one footage.
        first_pts: time of its first picture.
        time_base: seconds a tick.
        footage: sha256 of the original, so that the file names what it is of.
    """
    written: dict[str, Json] = {}
    for track in tracks:
        seen = track.seen.nonzero()[0].tolist()
        mean = float(track.scores[seen].mean())
        written[str(track.number)] = {
            "id": track.number,
            "meta": {"gestae": {"track": track.id, "footage": footage}},
            "attributes": {},
            "confidencePairs": [[track.label.value, round(mean, 4)]],
            "begin": int(track.n[0]),
            "end": int(track.n[-1]),
            "features": [_feature(track, place, first_pts, time_base, is_last=place == seen[-1]) for place in seen],
        }
    return {"version": VERSION, "tracks": written, "groups": {}}


def read_dive(data: bytes, what: str) -> tuple[Followed, ...]:
    """Read a file of DIVE: its tracks, then its groups, each by number.

    Args:
        data: the file.
        what: its name, for refusals.

    Raises:
        InputRefused: it is too large, no JSON, or not of version 2.
        Faults: all that is wrong with what it holds, at once.
    """
    document = _opened(data, what)
    faults: list[InputRefused] = []
    found: list[Followed] = []
    for sort in ("track", "group"):
        entries = document.get(f"{sort}s", {})
        if not isinstance(entries, Mapping):
            faults.append(InputRefused(what, wrong=f"its {sort}s are no object", right="write them by their numbers"))
            continue
        for key, entry in sorted(entries.items(), key=lambda pair: (len(pair[0]), pair[0])):
            wrong = tuple(_faults_of(sort, key, entry))
            faults += [InputRefused(what, wrong=f"{sort} {key[:40]} {one}", right=right) for one, right in wrong]
            if not wrong:
                found.append(_followed(f"{sort} {key}", entry))
    if faults:
        raise Faults(f"nothing was taken from {what}", tuple(faults))
    return tuple(found)


def _feature(track: Track, place: int, first_pts: int, time_base: Fraction, *, is_last: bool) -> Json:
    pts = int(track.pts[place])
    flick = {} if pts == NO_PTS else {"flick": round((pts - first_pts) * time_base * FLICKS_PER_S)}
    return {
        "frame": int(track.n[place]),
        **flick,
        "bounds": [float(side) for side in track.boxes[place]],
        "keyframe": True,
        "interpolate": not is_last,
        "attributes": {"score": round(float(track.scores[place]), 4)},
    }


def _opened(data: bytes, what: str) -> Mapping[str, Any]:
    if len(data) > MOST_BYTES:
        right = f"give one of at most {MOST_BYTES // 2**20} MiB"
        raise InputRefused(what, wrong=f"has {len(data)} bytes", right=right)
    try:
        document: Any = parse_json(data, what)
    except (RecursionError, ValueError) as error:  # nested too deep, or a number of thousands of digits
        raise InputRefused(what, wrong=f"is no file of DIVE ({error})", right="export it again") from error
    version = document.get("version") if isinstance(document, Mapping) else None
    if version != VERSION or isinstance(version, bool):
        said = "names no version" if version is None else f"is of version {str(version)[:20]!r}"
        raise InputRefused(what, wrong=said, right=f"save it as DIVE's annotation JSON, version {VERSION}")
    return dict(document)


def _faults_of(sort: str, key: str, entry: object) -> Iterator[tuple[str, str]]:
    """Say what is wrong with one entry, and what would be right."""
    if not isinstance(entry, Mapping):
        yield "is no object", "write id, begin, end, confidencePairs and features"
        return
    if not _is_whole(entry.get("id")) or str(entry.get("id")) != key:
        yield f"has the id {str(entry.get('id'))[:20]!r}", "write the number under which it stands"
    begin, end = entry.get("begin"), entry.get("end")
    if not (_is_whole(begin) and _is_whole(end)) or int(str(begin)) > int(str(end)):
        yield f"goes from frame {str(begin)[:20]} to {str(end)[:20]}", "write whole numbers from 0, the lesser first"
        return
    yield from _pair_faults(entry.get("confidencePairs"))
    if sort == "track":
        yield from _feature_faults(entry.get("features"), int(str(begin)), int(str(end)))


def _pair_faults(pairs: object) -> Iterator[tuple[str, str]]:
    right = "write a list of [type, confidence], the confidence from 0 to 1"
    if not isinstance(pairs, Sequence) or isinstance(pairs, str) or not pairs:
        yield "has no type", right
        return
    for pair in pairs:
        is_pair = isinstance(pair, Sequence) and not isinstance(pair, str) and len(pair) == 2
        if not is_pair or not isinstance(pair[0], str) or not pair[0].strip() or not _is_number(pair[1]):
            yield f"has the type {str(pair)[:40]}", right
        elif not 0 <= pair[1] <= 1:
            yield f"has a confidence of {pair[1]}", right


def _feature_faults(features: object, begin: int, end: int) -> Iterator[tuple[str, str]]:
    if not isinstance(features, Sequence) or isinstance(features, str) or not features:
        yield "has no features", "write its boxes by frame"
        return
    frames: Counter[int] = Counter()
    for place, one in enumerate(features):
        if not isinstance(one, Mapping) or not _is_whole(one.get("frame")):
            yield f"has a feature (the {place + 1}.) without a frame", "number frames from 0"
            continue
        frames[one["frame"]] += 1
        yield from _box_faults(one, begin, end)
    for frame in (frame for frame, count in frames.items() if count > 1):
        yield f"has {frames[frame]} boxes in frame {frame}", "keep one a frame"
    if not any(isinstance(one, Mapping) and "bounds" in one for one in features):
        yield "has no box", "write bounds in one frame at least"


def _box_faults(one: Mapping[str, Any], begin: int, end: int) -> Iterator[tuple[str, str]]:
    frame = one["frame"]
    if not begin <= frame <= end:
        yield f"has a box in frame {frame}", f"its frames go from {begin} to {end}"
    if "bounds" in one and not _is_box(one["bounds"]):
        right = "write [x1, y1, x2, y2] in pixels, x1 < x2 and y1 < y2"
        yield f"has the box {str(one['bounds'])[:60]} in frame {frame}", right
    if one.get("flick") is not None and not _is_whole(one["flick"]):
        yield f"has the flick {str(one['flick'])[:20]} in frame {frame}", "write a whole number, or none"


def _followed(name: str, entry: Mapping[str, Any]) -> Followed:
    label, _ = max(entry["confidencePairs"], key=lambda pair: (pair[1], pair[0]))
    features = sorted(entry.get("features") or (), key=lambda one: int(one["frame"]))
    boxes = tuple(
        Box(int(one["frame"]), _corners(one["bounds"]), None if one.get("flick") is None else int(one["flick"]))
        for one in features
        if "bounds" in one
    )
    return Followed(name, str(label).strip(), int(entry["begin"]), int(entry["end"]), boxes, _footage_of(entry))


def _footage_of(entry: Mapping[str, Any]) -> str | None:
    meta = entry.get("meta")
    own = meta.get("gestae") if isinstance(meta, Mapping) else None
    footage = own.get("footage") if isinstance(own, Mapping) else None
    return footage if isinstance(footage, str) else None


def _corners(bounds: Sequence[float]) -> Corners:
    x1, y1, x2, y2 = (float(side) for side in bounds)
    return x1, y1, x2, y2


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST_WHOLE


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _is_box(value: object) -> bool:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 4:
        return False
    if not all(_is_number(side) and abs(side) < _LARGEST for side in value):
        return False
    x1, y1, x2, y2 = value
    return bool(x1 < x2 and y1 < y2)
