"""Text that was read in pictures: what they agree on, what each doubtful letter may be, in which script, on what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gestae.errors import RecordError

__all__ = ["TWINS", "UNREAD", "Bearer", "Inscription", "Means", "Script", "TextLook", "Wording", "in_cyrillic"]

# Stands for one letter that could not be told; no plate, sign or marking bears it.
UNREAD: Final = "·"
# Cyrillic capitals, each with the Latin one that is drawn alike: no picture tells the two apart.
TWINS: Final[Mapping[str, str]] = dict(zip("АВЕІКМНОРСТУХ", "ABEIKMHOPCTYX", strict=True))
_IN_CYRILLIC: Final = {latin: cyrillic for cyrillic, latin in TWINS.items()}


class Script(StrEnum):
    """Which letters a text is written in; undecided where the letters look alike in both, or are not enough."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text as far as it was read.

    Attributes:
        reads: in capitals; `UNREAD` for each letter that could not be told.
        script: of its letters.
        alternatives: for each `UNREAD`, in order, what the letter may be, parted by "/"; empty where nothing is known.

    Raises:
        RecordError: it is empty, or its alternatives are not as many as its unread letters.

    >>> Wording("AA 0·12", Script.UNDECIDED, ("1/I",)).unread
    1
    """

    reads: str
    script: Script
    alternatives: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.reads.strip():
            raise RecordError("a text without letters; leave it out")
        if len(self.alternatives) != self.unread:
            raise RecordError(
                f"{self.reads!r} has {self.unread} unread letters and {len(self.alternatives)} alternatives; "
                "give one for each, empty where nothing is known"
            )

    @property
    def unread(self) -> int:
        """How many letters could not be told."""
        return self.reads.count(UNREAD)


def in_cyrillic(reads: str) -> str | None:
    """Write a text that was read as Latin in Cyrillic letters, if each of its letters is drawn alike in both.

    Returns:
        None where a letter has no twin, or where there is no letter but digits and signs.

    >>> in_cyrillic("AC 80·9 EM"), in_cyrillic("ACTIVE"), in_cyrillic("14-2")
    ('АС 80·9 ЕМ', None, None)
    """
    letters = [letter for letter in reads if letter.isalpha()]
    if not letters or any(letter not in _IN_CYRILLIC for letter in letters):
        return None
    return "".join(_IN_CYRILLIC.get(letter, letter) for letter in reads)


class Bearer(StrEnum):
    """What a text stands on: a vehicle or a person that was followed, or the picture itself, where it stands still."""

    VEHICLE = "on_vehicle"
    CLOTHING = "on_clothing"
    STILL = "on_sign_or_caption"


class Means(StrEnum):
    """How a text was told: letter by letter by a reader of lines, or one painted letter by its shape."""

    READER = "reader"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True)
class TextLook:
    """One picture in which a text was read.

    Attributes:
        n: ordinal of the picture.
        box: around the text, pixels of the picture: x1 y1 x2 y2.
    """

    n: int
    box: tuple[int, int, int, int]

    def __post_init__(self) -> None:
        x1, y1, x2, y2 = self.box
        if self.n < 0 or not (x1 < x2 and y1 < y2):
            raise RecordError(f"a text in picture {self.n} at {self.box}; count from 0, and give a box with an area")


@dataclass(frozen=True, slots=True)
class Inscription:
    """A text on a thing that was followed, or one that stands still in the picture.

    Attributes:
        track: the thing's id; None for what stands still.
        on: what it stands on.
        wording: what it says.
        means: how it was told.
        looks: the pictures that agree, in order.
        least_votes: in how many of them the letter stands that the fewest say.
    """

    track: str | None
    on: Bearer
    wording: Wording
    means: Means
    looks: tuple[TextLook, ...]
    least_votes: int

    def __post_init__(self) -> None:
        if (self.track is None) != (self.on is Bearer.STILL):
            raise RecordError(
                f"a text {self.on} with the track {self.track}; what stands still, and only that, has none"
            )
        ordinals = [look.n for look in self.looks]
        if not ordinals or ordinals != sorted(set(ordinals)):
            raise RecordError(f"a text seen in pictures {ordinals}; give at least one, each once, in order")
        if not 1 <= self.least_votes <= len(ordinals):
            raise RecordError(f"a letter said by {self.least_votes} of {len(ordinals)} pictures")
