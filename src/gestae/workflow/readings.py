"""Clock readings held against the file they are of: a reading of no picture bounds nothing, and is told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gestae.errors import ClockError
from gestae.model.clock import ClockReading
from gestae.model.time import MediaTime
from gestae.store.case import CaseView
from gestae.workflow.case import read_artifact
from gestae.workflow.footage import PACKETS
from gestae.workflow.parquet import PictureTimes, read_picture_times

__all__ = ["BadReadingError", "picture_times", "previous_picture"]


class BadReadingError(ClockError):
    """A clock reading names no picture of its footage, so nothing can rest on it."""

    def __init__(self, reading: ClockReading, wrong: str, right: str) -> None:
        how = "tick" if reading.is_tick else "reading"
        super().__init__(
            f"footage {reading.sha256[:12]}: the clock {how} {reading.shown} at pts {reading.at.pts} {wrong}; {right}"
        )
        self.reading, self.wrong, self.right = reading, wrong, right


def picture_times(view: CaseView, sha256: str) -> tuple[PictureTimes, ...]:
    """Give when each stream of a footage shows its pictures, as far as that was read; empty before it was opened.

    Raises:
        FixityError: what was read is no longer what was recorded.
    """
    rows = view.rows("artifacts", source_sha256=sha256, stage=PACKETS)
    return tuple(read_picture_times(read_artifact(view.folder, str(row["sha256"]))) for row in rows)


def previous_picture(reading: ClockReading, streams: Sequence[PictureTimes]) -> MediaTime | None:
    """Hold a reading against the pictures of its file and find the one before it; None for the stream's first.

    Raises:
        BadReadingError: its stream, its time base or its time is none of the file's.
    """
    named = [one for one in streams if reading.stream in (None, one.stream)]
    if len(named) != 1 or not len(named[0].pts):
        which = "the file's video stream" if reading.stream is None else f"stream {reading.stream}"
        raise BadReadingError(
            reading,
            f"cannot be held against {which}: the times of its pictures are not known",
            "name the stream that `gestae footage --json` shows with times, or look why it has none",
        )
    (times,) = named
    if reading.at.time_base != times.time_base:
        raise BadReadingError(
            reading,
            f"counts {reading.at.time_base} s a tick, and the stream counts {times.time_base}",
            "withdraw it and take in a form with the stream's time base",
        )
    place = int(np.searchsorted(times.pts, reading.at.pts))
    if place >= len(times.pts) or times.pts[place] != reading.at.pts:
        raise BadReadingError(
            reading,
            f"names no picture that is shown (they lie from {times.pts[0]} to {times.pts[-1]})",
            "withdraw it and take in a form with the pts of the picture that was read",
        )
    return MediaTime(int(times.pts[place - 1]), times.time_base) if place else None
