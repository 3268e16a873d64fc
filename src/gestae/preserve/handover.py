"""What an acquisition form says, as nouns, and which received items it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gestae.errors import InputRefused
from gestae.model.clock import ClockReading, RecorderClock, TimeCheck
from gestae.model.evidence import Digest, Received
from gestae.model.time import CameraTime, Instant, MediaTime

__all__ = [
    "AcquisitionForm",
    "FileReading",
    "FormMatch",
    "RecorderFacts",
    "RecorderFile",
    "bears_name",
    "match_files",
]


@dataclass(frozen=True, slots=True)
class FileReading:
    """The clock in one picture of a file, as the form says it; `stream` is None for the file's only video stream."""

    at: MediaTime
    shown: CameraTime
    is_tick: bool
    within_ns: int
    stream: int | None
    by: str | None

    def placed(self, original: Digest, *, by: str) -> ClockReading:
        """Give the reading its original, once that is known; `by` stands in where the form says none."""
        return ClockReading(original.hex, self.stream, self.at, self.shown, self.is_tick, self.within_ns, self.by or by)


@dataclass(frozen=True, slots=True)
class RecorderFile:
    """A file that came from a recorder: by its name as received, by its digest, or both."""

    name: str | None
    digest: Digest | None
    camera: str | None
    readings: tuple[FileReading, ...]


@dataclass(frozen=True, slots=True)
class RecorderFacts:
    """One recorder: what it is, what was asked of it and got, how its clock compared, and its files."""

    id: str
    make: str | None
    model: str | None
    serial: str | None
    zone: str | None
    max_rate_error: Fraction | None  # None: nothing is known of its rate
    settings: str | None
    asked: tuple[CameraTime | None, CameraTime | None]
    got: tuple[CameraTime | None, CameraTime | None]
    checks: tuple[TimeCheck, ...]
    files: tuple[RecorderFile, ...]

    def clock(self, *, rate_error_if_unknown: Fraction) -> RecorderClock:
        """Give the recorder's clock; what to assume where no rate is known is the caller's to say, and to print."""
        rate = rate_error_if_unknown if self.max_rate_error is None else self.max_rate_error
        return RecorderClock(self.id, self.checks, rate, self.zone)


@dataclass(frozen=True, slots=True)
class AcquisitionForm:
    """A whole form."""

    received_from: str
    received_by: str
    received_at: Instant
    place: str | None
    authority: str | None
    how: str | None
    note: str | None
    recorders: tuple[RecorderFacts, ...]


@dataclass(frozen=True, slots=True)
class FormMatch:
    """A file of the form, and every receipt that it means: the same bytes may have come several times."""

    recorder: RecorderFacts
    file: RecorderFile
    received: tuple[Received, ...]


def match_files(
    form: AcquisitionForm, received: Iterable[Received], held: Iterable[Received] = ()
) -> tuple[FormMatch, ...]:
    """Find what the form's files were received as; a match without receipts is a file that is not there.

    Args:
        form: the form.
        received: what came with it.
        held: what came before; it is asked only for files that did not come now.

    Raises:
        InputRefused: one name means originals that differ; the form has to say more of the path, or a digest.
    """
    now, before = list(received), list(held)
    return tuple(
        FormMatch(recorder, file, _matching(file, now) or _matching(file, before))
        for recorder in form.recorders
        for file in recorder.files
    )


def bears_name(place: str, name: str) -> bool:
    """Say whether a place in a delivery ends with a name as a form writes it, part by part.

    >>> bears_name("usb/a.zip!/DVR_A/ch01.mp4", "DVR_A/ch01.mp4"), bears_name("usb/old-gate.mp4", "gate.mp4")
    (True, False)
    """
    parts = name.split("/")
    return place.replace("!/", "/").split("/")[-len(parts) :] == parts


def _matching(file: RecorderFile, receipts: Sequence[Received]) -> tuple[Received, ...]:
    if file.digest is not None:
        return tuple(receipt for receipt in receipts if receipt.digest == file.digest)
    found = tuple(receipt for receipt in receipts if bears_name(receipt.place, file.name or ""))
    first = {receipt.digest: receipt.place for receipt in reversed(found)}
    if len(first) > 1:
        places = sorted(first.values())
        raise InputRefused(
            f"the acquisition form, file {file.name!r}",
            wrong=f"{len(first)} files that differ bear this name: {', '.join(places)}",
            right=f"write more of its path, such as {places[0]!r}, or its sha256 beside or instead of the name",
        )
    return found
