"""What a worker does to hold two recordings against each other: decode both, ask the room, write down what it found.

Run by the engine in a process of its own with limits, as looking is. The answer is the evidence itself: with the
curves and the signals, so that a picture can be drawn of it and anybody can see what a proposal rests on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.decode.container import read_packets
from gestae.decode.frames import frames
from gestae.decode.sound import sound_track
from gestae.engine.work import Report
from gestae.errors import DecodeError
from gestae.model.offset import OffsetBy
from gestae.sync.hearing import RATE_HZ, Heard, sound_signals
from gestae.sync.movement import Moving, movement_signals, shrink_to_cells
from gestae.sync.proposal import Proposal, by_movement, by_sound
from gestae.sync.signals import Floats, Signal
from gestae.workflow.copies import check_copy

__all__ = ["MOST_PICTURES", "SyncFile", "compare_recordings", "pictures_of"]

# Ten minutes at 30 a second; more is held against each other stretch by stretch.
MOST_PICTURES: Final = 18_000
_DRAWN_POINTS: Final = 900
# Which of the movement's signals is drawn: how much changes.
_DRAWN_VIEW: Final = 2
_DRAWN_BANDS: Final = -1
_NS_PER_S: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class SyncFile:
    """One of the two files, as the arguments name it.

    Attributes:
        path: the original.
        sha256: its digest.
        video: number of its stream of pictures; None where there is none.
        sound: number of its stream of sound; None likewise.
        part_ns: from when to when it is looked at; None: all of it.
    """

    path: Path
    sha256: str
    video: int | None
    sound: int | None
    part_ns: tuple[int, int] | None

    @classmethod
    def of(cls, said: Json) -> SyncFile:
        """Read it from the arguments."""
        if not isinstance(said, Mapping):
            raise DecodeError(f"{said!r} names no file")
        part = said["part_ns"]
        return cls(
            Path(str(said["path"])),
            str(said["sha256"]),
            _number(said["video"]),
            _number(said["sound"]),
            (int(str(part[0])), int(str(part[1]))) if isinstance(part, Sequence) else None,
        )


def compare_recordings(arguments: Mapping[str, Json], report: Report) -> Json:
    """Hold two recordings against each other, by sound and by movement.

    Args:
        arguments: `a` and `b`, each with `path`, `sha256`, `video` and `sound` (numbers of streams, or null) and
            `part_ns` (from when to when, or null); `senses`, which of sound and movement; `within_m`.
        report: is told the fraction that is done.

    Returns:
        A list with what each sense found, as `gestae.workflow.syncing` writes it out.
    """
    a, b = SyncFile.of(arguments["a"]), SyncFile.of(arguments["b"])
    for one in (a, b):
        check_copy(one.path, one.sha256)
    senses = arguments["senses"]
    within_m = int(str(arguments["within_m"]))
    found: list[Json] = []
    for place, sense in enumerate(senses if isinstance(senses, Sequence) else ()):
        report(place / 2)
        how = OffsetBy(str(sense))
        try:
            found.append(_heard(a, b, within_m) if how is OffsetBy.SOUND else _watched(a, b))
        except DecodeError as error:
            found.append(_written(Proposal(how, why_none=str(error)), None))
    report(1.0)
    return found


def _heard(a: SyncFile, b: SyncFile, within_m: int) -> Json:
    lacking = [name for name, one in (("A", a), ("B", b)) if one.sound is None]
    if lacking:
        return _written(Proposal(OffsetBy.SOUND, why_none=f"no sound in {' and '.join(lacking)}"), None)
    tracks = [_sound(one) for one in (a, b)]
    proposal = by_sound(tracks[0], tracks[1], within_m=within_m)
    if proposal.found is None:
        return _written(proposal, None)
    pair = tuple(sound_signals(one)[_DRAWN_BANDS] for one in tracks)
    return _written(proposal, (pair[0], pair[1]))


def _sound(one: SyncFile) -> Heard:
    track = sound_track(one.path, one.sound or 0, RATE_HZ, within_ns=one.part_ns)
    return Heard(track.start_ns, track.samples, track.known)


def _watched(a: SyncFile, b: SyncFile) -> Json:
    lacking = [name for name, one in (("A", a), ("B", b)) if one.video is None]
    if lacking:
        return _written(Proposal(OffsetBy.MOVEMENT, why_none=f"no pictures in {' and '.join(lacking)}"), None)
    seen = [pictures_of(one) for one in (a, b)]
    if min(len(one.times_ns) for one in seen) < 2:
        return _written(Proposal(OffsetBy.MOVEMENT, why_none="one of the two has less than two pictures there"), None)
    proposal = by_movement(seen[0], seen[1])
    if proposal.found is None or proposal.interval_ns is None:
        return _written(proposal, None)
    pair = tuple(movement_signals(one, proposal.interval_ns)[_DRAWN_VIEW] for one in seen)
    return _written(proposal, (pair[0], pair[1]))


def pictures_of(one: SyncFile) -> Moving:
    """Decode the pictures of a stretch to cells; those without a time of their own are left out.

    Raises:
        DecodeError: there are too many, they change their size, or the stream cannot be decoded.
    """
    index = read_packets(one.path, one.video or 0)
    part: tuple[int | None, int | None] = (None, None)
    if one.part_ns is not None:
        ticks = [Fraction(side, _NS_PER_S) / index.time_base for side in one.part_ns]
        part = (int(-(-ticks[0] // 1)), int(ticks[1] // 1) + 1)
    times: list[int] = []
    cells: list[npt.NDArray[np.float32]] = []
    with frames(
        one.path, one.sha256, one.video or 0, start_pts=part[0], end_pts=part[1], loop_filter=False, index=index
    ) as pictures:
        for picture in pictures:
            if picture.ref.pts is None:
                continue
            small = shrink_to_cells(picture.luma)
            if cells and small.shape != cells[0].shape:
                raise DecodeError("the pictures change their size; name a stretch of one size")
            at_ns = int(picture.ref.pts * index.time_base * _NS_PER_S)
            if times and at_ns <= times[-1]:
                continue
            times.append(at_ns)
            cells.append(small)
            if len(times) > MOST_PICTURES:
                raise DecodeError(f"more than {MOST_PICTURES} pictures; name a stretch with --part-a and --part-b")
    return Moving(np.array(times, np.int64), np.array(cells, np.float32).reshape(len(times), -1))


def _written(proposal: Proposal, drawn: tuple[Signal, Signal] | None) -> Json:
    found, drift = proposal.found, proposal.drift
    peak = None if found is None else found.peak
    return {
        "how": proposal.how.value,
        "status": "none" if proposal.bounds_ns is None else "proposed",
        "reasons": [*proposal.reasons],
        "best_ns": None if peak is None else peak.at_ns,
        "least_ns": None if proposal.bounds_ns is None else proposal.bounds_ns[0],
        "most_ns": None if proposal.bounds_ns is None else proposal.bounds_ns[1],
        "interval_ns": proposal.interval_ns,
        "score": None if peak is None else round(peak.score, 3),
        "second": None
        if peak is None
        else {"offset_ns": peak.second_ns, "score": round(peak.second_score, 3), "ratio": round(peak.ratio, 3)},
        "signals_ns": [] if found is None else [*found.own_ns],
        "fine_stretches": proposal.fine,
        "overlap_ns": None if found is None else [*found.overlap_ns],
        "windows": []
        if found is None
        else [
            {
                "first_ns": one.first_ns,
                "last_ns": one.last_ns,
                "score": None if one.score is None else round(one.score, 3),
                "own_ns": one.own_ns,
                "without_ns": one.without_ns,
            }
            for one in found.windows
        ],
        "drift": None
        if drift is None
        else {"least_ppm": drift.least_ppm, "most_ppm": drift.most_ppm, "one_fits": drift.one_fits},
        "rules": [
            {"rule": one.rule, "holds": one.holds, "found": one.found, "asks": one.asks, "why": one.why}
            for one in proposal.rules
        ],
        "drawing": None if found is None or drawn is None else _drawing(proposal, drawn),
    }


def _drawing(proposal: Proposal, drawn: tuple[Signal, Signal]) -> Json:
    """Thin out what a picture needs: the curve, and one signal of each file over the overlap, B moved onto A."""
    found = proposal.found
    if found is None:
        return None
    places, values = _thinned(found.curve.offsets_ns.astype(np.float64), found.curve.values)
    lines: dict[str, Json] = {}
    for name, signal, moved_ns in (("a", drawn[0], 0), ("b", drawn[1], found.peak.at_ns)):
        times = signal.start_ns + np.arange(len(signal)) * signal.step_ns + moved_ns
        inside = (times >= found.overlap_ns[0]) & (times <= found.overlap_ns[1]) & signal.known[:, 0]
        height = signal.values[inside].mean(axis=1) if proposal.how is OffsetBy.SOUND else signal.values[inside, 0]
        at, heights = _thinned(times[inside].astype(np.float64), height)
        lines[name] = {"times_ns": _whole(at), "values": _short(heights)}
    return {"curve": {"offsets_ns": _whole(places), "values": _short(values)}, **lines}


def _thinned(at: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Keep the highest value of each of a few hundred bins, with its place."""
    if len(at) <= _DRAWN_POINTS:
        return at, values
    edges = np.linspace(0, len(at), _DRAWN_POINTS + 1).astype(int)
    best = np.array([low + int(np.argmax(values[low:high])) for low, high in pairwise(edges.tolist())])
    return at[best], values[best]


def _whole(numbers: Floats) -> list[Json]:
    return [int(one) for one in numbers]


def _short(numbers: Floats) -> list[Json]:
    return [round(float(one), 4) for one in numbers]


def _number(value: Json) -> int | None:
    return value if isinstance(value, int) else None
