"""Clock readings held against the file they are of: a reading of no picture bounds nothing, and is told."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from gestae.errors import ClockError
from gestae.model.clock import ClockReading
from gestae.model.observation import Moment
from gestae.model.time import MediaTime
from gestae.store.case import CaseView
from gestae.workflow.case import read_artifact
from gestae.workflow.footage import PACKETS
from gestae.workflow.parquet import PictureTimes, read_picture_times

__all__ = ["BadReadingError", "Bounded", "LeapError", "on_its_side", "picture_times", "previous_picture"]

# A reading, and between which counts of the recorder's clock it lies.
Bounded: TypeAlias = "tuple[ClockReading, tuple[int, int]]"


class BadReadingError(ClockError):
    """A clock reading names no picture of its footage, so nothing can rest on it."""

    def __init__(self, reading: ClockReading, wrong: str, right: str) -> None:
        how = "tick" if reading.is_tick else "reading"
        super().__init__(
            f"footage {reading.sha256[:12]}: the clock {how} {reading.shown} at pts {reading.at.pts} {wrong}; {right}"
        )
        self.reading, self.wrong, self.right = reading, wrong, right


class LeapError(ClockError):
    """The file's time leaps between every clock reading and a moment, so none of them says anything of it."""

    def __init__(self, sha256: str, moment: Moment, wrong: str, right: str) -> None:
        super().__init__(f"footage {sha256[:12]}, pts {moment.pts}: {wrong}; {right}")
        self.sha256, self.moment, self.wrong, self.right = sha256, moment, wrong, right


def picture_times(view: CaseView, sha256: str) -> tuple[PictureTimes, ...]:
    """Give when each stream of a footage shows its pictures, as far as that was read; empty before it was opened.

    Raises:
        FixityError: what was read is no longer what was recorded.
    """
    rows = view.rows("artifacts", source_sha256=sha256, stage=PACKETS)
    return tuple(read_picture_times(read_artifact(view.folder, str(row["sha256"]))) for row in rows)


def on_its_side(
    found: Sequence[Bounded], moment: Moment, streams: Sequence[PictureTimes], sha256: str
) -> tuple[Bounded, ...]:
    """Keep those readings between which and a moment the file's time does not jump.

    What passed where it jumps is not known: the recorder stood still, its clock was set, or two files were joined.

    Raises:
        LeapError: there are readings, and none is on the moment's side.
    """
    kept = tuple(one for one in found if _is_beside(one[0], moment, streams))
    if found and not kept:
        raise LeapError(
            sha256,
            moment,
            "the file's time leaps between the reading and this moment, or within it",
            "read the clock on its side too, and say the moment within bounds that no leap parts",
        )
    return kept


def _is_beside(reading: ClockReading, moment: Moment, streams: Sequence[PictureTimes]) -> bool:
    times = _times_of(reading, streams)
    if len(times.runs) <= 1:
        return True
    scale = moment.time_base / times.time_base
    places = (Fraction(reading.at.pts), moment.earliest_pts * scale, moment.pts * scale, moment.latest_pts * scale)
    sides = {times.sides(Fraction(place)) for place in places}
    return len(sides) == 1 and len(sides.pop()) == 1


def previous_picture(reading: ClockReading, streams: Sequence[PictureTimes]) -> MediaTime | None:
    """Hold a reading against the pictures of its file and find the one before it; None for the first after a jump.

    Raises:
        BadReadingError: its stream, its time base or its time is none of the file's, or its time comes twice.
    """
    times = _times_of(reading, streams)
    if reading.at.time_base != times.time_base:
        raise BadReadingError(
            reading,
            f"counts {reading.at.time_base} s a tick, and the stream counts {times.time_base}",
            "withdraw it and take in a form with the stream's time base",
        )
    runs = [run for run in times.runs if reading.at.pts in run]
    if not runs:
        raise BadReadingError(
            reading,
            f"names no picture that is shown (they lie from {times.pts[0]} to {times.pts[-1]})",
            "withdraw it and take in a form with the pts of the picture that was read",
        )
    if len(runs) > 1:
        raise BadReadingError(
            reading,
            f"names a time that comes {len(runs)} times, since the stream's time goes back",
            "withdraw it and take in a form with a picture whose time comes once",
        )
    place = int(np.searchsorted(runs[0], reading.at.pts))
    return MediaTime(int(runs[0][place - 1]), times.time_base) if place else None


def _times_of(reading: ClockReading, streams: Sequence[PictureTimes]) -> PictureTimes:
    named = [one for one in streams if reading.stream in (None, one.stream)]
    if len(named) != 1 or not len(named[0].pts):
        which = "the file's video stream" if reading.stream is None else f"stream {reading.stream}"
        raise BadReadingError(
            reading,
            f"cannot be held against {which}: the times of its pictures are not known",
            "name the stream that `gestae footage --json` shows with times, or look why it has none",
        )
    return named[0]
