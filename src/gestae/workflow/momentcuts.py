"""Which pictures tell a moment, and a worker that takes them, and the clip, out of one footage."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.decode.clip import Clip, write_clip
from gestae.decode.container import read_packets
from gestae.decode.frames import frame_at, frames
from gestae.decode.picture import DecodedFrame
from gestae.decode.still import still_jpeg
from gestae.engine.work import Report
from gestae.errors import DecodeError
from gestae.model.footage import PacketIndex
from gestae.workflow.copies import NotTheFilesFault, check_copy
from gestae.workflow.momentspans import PRESENCE, Spell

__all__ = ["BEFORE_AND_AFTER_S", "Cut", "Part", "cut_moments", "pictures_of"]

# Three rows of three fit a page and a screen.
MOST_PICTURES: Final = 9
WIDTH_PX: Final = 640
# Among so many pictures, spread evenly, the one that differs most is looked for.
_LOOKED_AT: Final = 24
# In a longer moment single pictures are sought, for decoding all of it takes longer than seeking some.
_LONG_S: Final = 60
# A clip shows a little of what was before and came after.
BEFORE_AND_AFTER_S: Final = Fraction(2)

Times = npt.NDArray[np.int64]


class Part(StrEnum):
    """Which picture of a moment it is."""

    BEFORE = "before"
    FIRST = "first"
    ACT = "act"
    BETWEEN = "between"
    MOST = "differs most"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Cut:
    """Which pictures of a moment are taken, by their times, and what for.

    Attributes:
        parts: of each picture, in order of time.
        candidates: of these, the one that differs most from the first of all is taken too.
        clip: times of the first and last picture of the clip.
    """

    parts: tuple[tuple[int, Part], ...]
    candidates: tuple[int, ...]
    clip: tuple[int, int]


def pictures_of(spell: Spell, times: Times, time_base: Fraction) -> Cut:
    """Choose the pictures that tell a moment: before it, its first and last, where acts begin, and some between.

    Args:
        spell: the moment.
        times: of the stream's pictures, sorted.
        time_base: seconds a tick.

    >>> times = np.arange(100)
    >>> cut = pictures_of(Spell(20, 60, None, 3.0, "complete", ()), times, Fraction(1, 25))
    >>> [pts for pts, _ in cut.parts], cut.clip
    ([19, 20, 26, 33, 40, 46, 53, 60], (0, 99))
    """
    inside = times[(times >= spell.start_pts) & (times <= spell.end_pts)]
    if not len(inside):
        raise DecodeError(f"no picture is shown from {spell.start_pts} to {spell.end_pts}")
    first, last = int(inside[0]), int(inside[-1])
    earlier = times[times < first]
    chosen: dict[int, Part] = {first: Part.FIRST}
    if last != first:
        chosen[last] = Part.LAST
    if len(earlier):
        chosen[int(earlier[-1])] = Part.BEFORE
    # One place is kept for the picture that differs most.
    for pts in _beginnings(spell):
        if len(chosen) < MOST_PICTURES - 1 and first < pts < last:
            chosen.setdefault(pts, Part.ACT)
    free = MOST_PICTURES - 1 - len(chosen)
    for pts in _spread(inside, free + 2)[1:-1]:
        chosen.setdefault(pts, Part.BETWEEN)
    room = int(BEFORE_AND_AFTER_S / time_base)
    around = times[(times >= first - room) & (times <= last + room)]
    return Cut(tuple(sorted(chosen.items())), tuple(_spread(inside, _LOOKED_AT)), (int(around[0]), int(around[-1])))


def cut_moments(arguments: Mapping[str, Json], report: Report) -> Json:
    """Take the pictures, and copy the clips, of some moments of one footage.

    Args:
        arguments: `path`, `sha256`, `stream`; `moments`, a list of `name`, `parts` and `candidates` (lists of pts),
            `region` (x1 y1 x2 y2 or null), `clip` (first and last pts) and `place`, where its copy is written.
        report: is told the fraction that is done.

    Returns:
        By name: `pictures` (by pts as text, base64 of a JPEG), `most` (the pts of the candidate that differs most, or
        null), `clip` (see `Clip`), or the reason as `no_clip`. `{"altered": why}` alone where the copy in the vault is
        no longer the original.
    """
    path, sha256 = Path(str(arguments["path"])), str(arguments["sha256"])
    try:
        check_copy(path, sha256)
    except NotTheFilesFault as fault:
        return {"altered": str(fault)}
    film = _Film(path, sha256, read_packets(path, int(str(arguments["stream"]))))
    moments: Any = arguments["moments"]
    found: dict[str, Json] = {}
    for done, moment in enumerate(moments, 1):
        found[moment["name"]] = {**_pictures(film, moment), **_clip(film, moment)}
        report(done / len(moments))
    return found


@dataclass(frozen=True, slots=True)
class _Film:
    path: Path
    sha256: str
    index: PacketIndex

    def pictures(self, wanted: Sequence[int]) -> Iterator[DecodedFrame]:
        """Decode pictures by their times, in order; what gives none is left out."""
        if (wanted[-1] - wanted[0]) * self.index.time_base > _LONG_S:
            for pts in wanted:
                try:
                    yield frame_at(self.path, self.sha256, self.index.stream, pts, index=self.index)
                except DecodeError:  # told of by its absence
                    continue
            return
        asked = set(wanted)
        with frames(
            self.path, self.sha256, self.index.stream,
            start_pts=wanted[0], end_pts=wanted[-1] + 1, index=self.index,
        ) as decoded:  # fmt: skip
            yield from (frame for frame in decoded if frame.ref.pts in asked)


def _pictures(film: _Film, moment: Mapping[str, Any]) -> dict[str, Json]:
    wanted = sorted({*moment["parts"], *moment["candidates"]})
    taken: dict[str, Json] = {}
    first: npt.NDArray[np.float32] | None = None
    most, pts_of_most, kept = 0.0, None, ""
    for frame in film.pictures(wanted):
        pts, luma = int(frame.ref.pts or 0), _within(frame.luma, moment["region"])
        first = luma if first is None else first
        differs = float(np.abs(luma - first).mean()) if luma.shape == first.shape else 0.0
        picture = ""
        if pts in moment["parts"] or (pts in moment["candidates"] and differs > most):
            picture = base64.b64encode(still_jpeg(frame.rgb(), max_width_px=WIDTH_PX)).decode()
        if pts in moment["parts"]:
            taken[str(pts)] = picture
        if pts in moment["candidates"] and differs > most:
            most, pts_of_most, kept = differs, pts, picture
    if pts_of_most is not None:
        taken[str(pts_of_most)] = kept
    return {"pictures": taken, "most": pts_of_most}


def _within(luma: npt.NDArray[np.uint8], region: Sequence[int] | None) -> npt.NDArray[np.float32]:
    x1, y1, x2, y2 = region or (0, 0, luma.shape[1], luma.shape[0])
    cut = luma[y1:y2, x1:x2]
    return (cut if cut.size else luma).astype(np.float32)


def _clip(film: _Film, moment: Mapping[str, Any]) -> dict[str, Json]:
    first, last = moment["clip"]
    place = Path(moment["place"])
    try:
        copied = write_clip(film.path, film.index, first, last, place)
    except DecodeError as error:
        place.unlink(missing_ok=True)
        return {"clip": None, "no_clip": str(error)}
    return {"clip": _clip_json(copied), "no_clip": None}


def _clip_json(one: Clip) -> Json:
    base = one.time_base
    return {
        "container": one.container,
        "time_base": f"{base.numerator}/{base.denominator}",
        "pictures": [{"pts": pts, "clip_pts": own} for pts, own in one.pictures],
        "packets_identical": one.is_bit_identical,
        "sound": one.sound,
        "sound_left_out": one.sound_left_out or None,
    }


def _beginnings(spell: Spell) -> list[int]:
    """Give where acts begin, those that show most first: the first act of each kind, then others, then who is there."""
    kinds: set[str] = set()
    ranked = []
    for one in spell.found:
        seen = one.observation
        is_again, is_presence = seen.what in kinds, seen.kind in PRESENCE
        kinds.add(seen.what)
        ranked.append((is_presence, is_again, seen.start.pts))
    return [pts for *_, pts in sorted(ranked)]


def _spread(times: Times, count: int) -> list[int]:
    """Choose so many times, the first and the last among them, as evenly as they lie."""
    steps = max(2, count) - 1
    # In whole numbers: a third of a hundred is rounded alike on every machine.
    places = np.unique(np.arange(steps + 1) * (len(times) - 1) // steps)
    return [int(one) for one in times[places]]
