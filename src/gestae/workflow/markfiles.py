"""What a person marked with another tool, taken in as marks: each followed thing one mark, all of a file or none."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.errors import Faults, InputRefused
from gestae.model.observation import ATTRIBUTES, UNSAID_ALONE, Kind, Region
from gestae.model.sighting import Label
from gestae.observe.dive import FLICKS_PER_S, Box, Followed, read_dive
from gestae.observe.eventlist import Seen
from gestae.observe.motfile import read_mot
from gestae.workflow.case import Case
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.footage import footage_rows, video_of
from gestae.workflow.marking import Mark, mark_all, mark_document
from gestae.workflow.readings import picture_times
from gestae.workflow.zones import size_of

__all__ = ["FileOfMarks", "Taken", "mark_file", "marks_document"]

KindWord = tuple[Kind, str | None]
# How each form is read.
_READERS: Final[Mapping[str, Callable[[bytes, str], tuple[Followed, ...]]]] = {"dive": read_dive, "mot": read_mot}
# What is merely followed is there; other types must be words of the vocabulary.
_PRESENT: Final[Mapping[str, Kind]] = {
    Label.PERSON.value: Kind.PERSON_PRESENT,
    "pedestrian": Kind.PERSON_PRESENT,
    **{label.value: Kind.VEHICLE_PRESENT for label in Label if label.is_vehicle},
    "vehicle": Kind.VEHICLE_PRESENT,
}
# A detector's other labels: no kind says that such a thing is there, so they are left out, and counted.
_NOT_SAID: Final = frozenset(label.value for label in Label) - _PRESENT.keys()


@dataclass(frozen=True, slots=True)
class FileOfMarks:
    """A file that another tool wrote of one footage.

    Attributes:
        name: of the file, for refusals.
        data: its bytes.
        form: "dive" or "mot".
        footage: which footage it is of, as `Exhibits` finds it.
        kind: what all of it shows, where the form does not say; None where it does.
        within_ns: how far off its times may be.
    """

    name: str
    data: bytes
    form: str
    footage: str
    kind: KindWord | None
    within_ns: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: its marks, and what it follows that no word of the vocabulary says is there."""

    marks: tuple[Mark, ...]
    left_out: Mapping[str, int]


def mark_file(case: Case, file: FileOfMarks, reason: str) -> Taken:
    """Record each thing that a file follows, and each act that it names, as a mark; marked twice, it is marked once.

    Args:
        case: the case.
        file: what is taken in.
        reason: why; the file's digest is added to it.

    Raises:
        InputRefused: the file cannot be read, or its footage is none or has no pictures with times.
        Faults: all that is wrong with it, at once: types that are no words of the vocabulary, frames or boxes beyond
            the footage, frames that were counted by a rate. Nothing is marked then.
    """
    followed = _READERS[file.form](file.data, file.name)
    if not followed:
        raise InputRefused(file.name, wrong="follows nothing", right="give a file with tracks or groups")
    film = _film(case, file)
    faults: list[InputRefused] = []
    named: list[tuple[str, Seen]] = []
    left_out = Counter(one.label for one in followed if file.kind is None and one.label in _NOT_SAID)
    for one in followed:
        if one.label in left_out:
            continue
        wrong = tuple(_faults_of(one, film, file))
        faults += [InputRefused(file.name, wrong=f"{one.name} {said}", right=right) for said, right in wrong]
        if not wrong:
            named.append((f"{file.name}, {one.name}", _seen(one, film, file)))
    if faults:
        raise Faults(f"nothing was taken from {file.name}", tuple(faults))
    digest = hashlib.sha256(file.data).hexdigest()
    # Two things that a file says alike are one mark.
    named = list({seen: (name, seen) for name, seen in reversed(named)}.values())[::-1]
    made = mark_all(case, named, f"{reason} (a file of form {file.form}, sha256 {digest})") if named else ()
    return Taken(made, dict(sorted(left_out.items())))


def marks_document(taken: Taken) -> dict[str, Json]:
    """Write the marks of a file for programs."""
    return {"format": 1, "marks": [mark_document(one) for one in taken.marks], "left_out": dict(taken.left_out)}


@dataclass(frozen=True, slots=True)
class _Film:
    """The footage that a file is of: the times of its pictures in order of presentation."""

    sha256: str
    times: npt.NDArray[np.int64]
    time_base: Fraction
    size_px: tuple[int, int] | None

    def seconds(self, frame: int) -> Fraction:
        return Fraction(int(self.times[frame] - self.times[0])) * self.time_base

    @property
    def step_s(self) -> Fraction:
        """The median distance of two pictures."""
        return int(np.median(np.diff(self.times))) * self.time_base if len(self.times) > 1 else Fraction(1)


def _film(case: Case, file: FileOfMarks) -> _Film:
    rows = {str(row["sha256"]): row for row in footage_rows(case.store)}
    sha256 = Exhibits(case.store).named(file.footage, file.name, among=rows)
    video: Any = video_of(rows[sha256]) if rows[sha256]["facts"] else None
    known = [one for one in picture_times(case.store, sha256) if video and one.stream == int(video["index"])]
    if not known or not len(known[0].pts):
        raise InputRefused(file.name, wrong="is of footage whose pictures have no times", right="mark what has times")
    return _Film(sha256, known[0].pts, known[0].time_base, size_of(rows[sha256]))


def _faults_of(one: Followed, film: _Film, file: FileOfMarks) -> Iterator[tuple[str, str]]:
    if file.kind is None and _kind_of(one.label) is None:
        right = "name the type by a word of the vocabulary (gestae observations --kinds), by person, or by a vehicle"
        yield f"is of the type {one.label[:40]!r}", right
    if one.footage is not None and one.footage != film.sha256:
        yield f"was written of footage {one.footage[:12]}", f"name that footage, and not {film.sha256[:12]}"
    if one.end >= len(film.times):
        right = f"the footage has the frames 0 to {len(film.times) - 1}, in order of presentation"
        yield f"goes to frame {one.end}", right
        return
    for box in one.boxes:
        if _within(box, film.size_px) is None:
            yield f"has a box outside of the picture in frame {box.frame}", f"the picture is {film.size_px}"
    apart = next((box for box in one.boxes if not _is_at(box, film)), None)
    if apart is not None and apart.flick is not None:
        said_s, lies_s = apart.flick / FLICKS_PER_S, float(film.seconds(apart.frame))
        right = "the tool counted frames by a rate; export the times, and mark by --from and --to"
        yield f"says that frame {apart.frame} lies at {said_s:.3f} s, and it lies at {lies_s:.3f} s", right


def _is_at(box: Box, film: _Film) -> bool:
    """Say whether a frame lies where the file says, within the distance of two pictures."""
    return box.flick is None or abs(Fraction(box.flick, FLICKS_PER_S) - film.seconds(box.frame)) <= film.step_s


def _seen(one: Followed, film: _Film, file: FileOfMarks) -> Seen:
    kind, attribute = file.kind or _kind_of(one.label) or (Kind.PERSON_PRESENT, None)
    region = _within(one.boxes[0], film.size_px) if one.boxes else None
    start_s, end_s = film.seconds(one.begin), film.seconds(one.end)
    return Seen(
        film.sha256, kind, start_s, end_s if end_s > start_s else None, file.within_ns, "", attribute, region
    )  # fmt: skip


def _kind_of(label: str) -> KindWord | None:
    """Find the kind that a type names; None where it is no word of the vocabulary.

    >>> _kind_of("Person"), _kind_of("wears:armband"), _kind_of("shark")
    ((<Kind.PERSON_PRESENT: 'person_present'>, None), (<Kind.WEARS: 'wears'>, 'armband'), None)
    """
    word = label.strip().lower().replace("-", "_").replace(" ", "_")
    name, _, attribute = word.partition(":")
    if word in _PRESENT:
        return _PRESENT[word], None
    if name not in {kind.value for kind in Kind}:
        return None
    words = ATTRIBUTES.get(Kind(name), ())
    is_known = attribute in words if attribute else Kind(name) not in UNSAID_ALONE
    return (Kind(name), attribute or None) if is_known else None


def _within(box: Box, size_px: tuple[int, int] | None) -> Region | None:
    """Give the part of a box that lies in the picture, to whole pixels outwards; None where none does.

    >>> _within(Box(0, (-3.0, 4.5, 9.2, 300.0)), (64, 48))
    Region(x1=0, y1=4, x2=10, y2=48)
    """
    if size_px is None:
        return None
    x1, y1, x2, y2 = box.corners
    left, top = max(0, floor(x1)), max(0, floor(y1))
    right, bottom = min(size_px[0], ceil(x2)), min(size_px[1], ceil(y2))
    return Region(left, top, right, bottom) if left < right and top < bottom else None
