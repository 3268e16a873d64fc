"""What bounds and order take as given, as a report shows it: words, premises, sources, clashes, losses, clock pictures.

Frozen records that a workflow fills, beside the material in `gestae.casefile.material`. Numbers of exhibits and of
events are checked when the report is put together; numbers of entries are those of the journal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gestae.casefile.material import hold_digest
from gestae.errors import RecordError
from gestae.model.time import CameraTime, Instant

__all__ = [
    "ClashView",
    "ClockPictureView",
    "GroundsView",
    "LinkView",
    "ListedView",
    "OffsetView",
    "PassageView",
    "RepairView",
    "StatementView",
    "ToldClockView",
    "WithdrawnView",
    "WordsView",
]

# What every browser shows in an `img`, where nothing in it runs and nothing is fetched; by its first bytes.
_DRAWINGS: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"<svg ": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class PassageView:
    """Where something was said: the source, the place in it, and the words that stand there.

    `words` is empty where they do not stand in the open; `exhibit` is None where the source is none.
    """

    source: str
    place: str
    words: str = ""
    exhibit: int | None = None


@dataclass(frozen=True, slots=True)
class WordsView:
    """Words of time that stand in the case, and how they were read.

    Attributes:
        phrase: the words as they were said.
        table: the language and the table by which they were read.
        read_as: the sentence that counts, of the two points that it ties.
        readings: each way in which the table reads the words, where there are several; empty where there is one.
        events: numbers of the events that it ties.
        said: where it was said.
        by: who put it into the case, and why.
        entry: the entry of the journal that says so.
        counts: whether the bounds of the page may rest on it; it does not where not all that was said can be true.
    """

    phrase: str
    table: str
    read_as: str
    readings: tuple[str, ...]
    events: tuple[int, ...]
    said: tuple[PassageView, ...]
    by: str
    entry: int
    counts: bool = True


@dataclass(frozen=True, slots=True)
class LinkView:
    """A premise of a person's: that two accounts, or several sightings, are of one event or of one man.

    Attributes:
        name: what is written after `gestae without CASE --link`.
        says: the premise.
        by: who made it, and why.
        entry: the entry of the journal that says so.
        statements: what is said on it, a sentence each.
        events: numbers of the events whose bounds, as derived here, rest on it.
        event: the number of the event whose sightings it takes for one; None where it links something else.
    """

    name: str
    says: str
    by: str
    entry: int
    statements: tuple[str, ...] = ()
    events: tuple[int, ...] = ()
    event: int | None = None


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement of a contradiction: what it says, on which sources, by which entries, and how it is taken back."""

    says: str
    sources: tuple[str, ...]
    entries: tuple[int, ...]
    way_out: str


@dataclass(frozen=True, slots=True)
class ClashView:
    """A smallest set of statements that cannot all be true: without any one of them the rest can."""

    statements: tuple[StatementView, ...]

    def __post_init__(self) -> None:
        if not self.statements:
            raise RecordError("a contradiction of no statement; name what cannot all be true")


@dataclass(frozen=True, slots=True)
class RepairView:
    """The fewest statements without which the rest can be true: one way out of several, which a person weighs."""

    statements: tuple[StatementView, ...]


@dataclass(frozen=True, slots=True)
class WithdrawnView:
    """What counts no longer: what it was, by which entry it was said, and who took it back, when and why."""

    what: str
    entries: tuple[int, ...]
    at: Instant
    by: str
    why: str
    entry: int


@dataclass(frozen=True, slots=True)
class ListedView:
    """A source on the list of all: footage, a paper, records, a form, or an entry of the journal itself.

    Attributes:
        kind: "footage", "statement", "calls", "form".
        name: as people call it.
        origin: whose it is: the recorder, the speaker, the operator; empty where nobody said.
        gives: what was taken from it, a few words each; empty where nothing was.
        sha256: of the original, or of the form; None for an entry of the journal.
        exhibit: its number; None where it is no exhibit.
    """

    kind: str
    name: str
    origin: str
    gives: tuple[str, ...]
    sha256: str | None
    exhibit: int | None

    def __post_init__(self) -> None:
        if self.sha256 is not None:
            hold_digest(f"source {self.name[:80]}", self.sha256)


@dataclass(frozen=True, slots=True)
class ToldClockView:
    """A clock that is no recorder's, such as an operator's: what it was compared with and how far it is trusted."""

    name: str
    exhibit: int | None
    zone: str
    drift: str
    compared: tuple[str, ...]
    readings: int
    by: str
    entry: int


@dataclass(frozen=True, slots=True)
class ClockPictureView:
    """A picture of a burnt-in clock from which a reading that counts was taken.

    Attributes:
        recorder: whose clock it is.
        exhibit: the footage.
        shown: what was read.
        pts: presentation time of the picture, in ticks of the stream.
        by: who read it, and who stands by it.
        entry: the entry of the journal.
        picture: the clock cut out of the decoded picture, or the whole of it; None with the reason in `why`.
        is_cut: whether it shows the clock alone.
    """

    recorder: str
    exhibit: int
    shown: CameraTime
    pts: int
    by: str
    entry: int
    picture: bytes | None
    why: str = ""
    is_cut: bool = True

    def __post_init__(self) -> None:
        _hold_picture(f"the clock at pts {self.pts}", self.picture, self.why)

    @property
    def media_type(self) -> str:
        """Name the picture's format by its first bytes."""
        return _media_type(self.picture or b"")


@dataclass(frozen=True, slots=True)
class OffsetView:
    """How far the times of two recordings lie apart, as a person accepted it.

    Attributes:
        exhibits: of the two.
        apart: the time in the first less the time in the second, in words.
        within: from when to when of the first it holds, in its own time, in words.
        how: by sound or by movement.
        by: who accepted it, and why.
        entry: the entry of the journal.
        counts: what it is made of, or why it does not count here.
        picture: the evidence as a drawing; None with the reason in `why`.
    """

    exhibits: tuple[int, int]
    apart: str
    within: str
    how: str
    by: str
    entry: int
    counts: str
    picture: bytes | None
    why: str = ""

    def __post_init__(self) -> None:
        _hold_picture(f"the offset of entry {self.entry}", self.picture, self.why)

    @property
    def media_type(self) -> str:
        """Name the picture's format by its first bytes."""
        return _media_type(self.picture or b"")


@dataclass(frozen=True, slots=True)
class GroundsView:
    """All that is taken as given.

    Attributes:
        standing: what the bounds of the page rest on where not everything can be true; empty where it can.
        clashes: the smallest sets that cannot all be true, as many as a page lists.
        repairs: ways out, all of them equally small, as many as a page lists.
        more_clashes: how many more sets there are, each of them a contradiction of its own.
        more_repairs: how many more ways out there are.
        are_all_counted: whether those are all; else there are at least so many.
        more_readings: how many clock readings that count are not shown as pictures.
    """

    words: tuple[WordsView, ...] = ()
    links: tuple[LinkView, ...] = ()
    listed: tuple[ListedView, ...] = ()
    told_clocks: tuple[ToldClockView, ...] = ()
    withdrawn: tuple[WithdrawnView, ...] = ()
    standing: str = ""
    clashes: tuple[ClashView, ...] = ()
    repairs: tuple[RepairView, ...] = ()
    more_clashes: int = 0
    more_repairs: int = 0
    are_all_counted: bool = True
    clock_pictures: tuple[ClockPictureView, ...] = ()
    more_readings: int = 0
    offsets: tuple[OffsetView, ...] = ()

    def __post_init__(self) -> None:
        if self.clashes and not self.standing:
            raise RecordError("contradictions, and not a word of what the bounds rest on; say it in standing")
        for what, more, listed in (
            ("contradictions", self.more_clashes, self.clashes),
            ("ways out", self.more_repairs, self.repairs),
        ):
            if more < 0 or (more and not listed):
                raise RecordError(f"{more} more {what}, and {len(listed)} listed; count those that the page leaves out")

    def exhibits_named(self) -> Iterator[tuple[str, int]]:
        """Give every number of an exhibit that stands in it, with what names it."""
        for words in self.words:
            yield from ((f"the words {words.phrase[:80]!r}", p.exhibit) for p in words.said if p.exhibit is not None)
        yield from ((f"source {one.name[:80]}", one.exhibit) for one in self.listed if one.exhibit is not None)
        yield from ((f"clock {one.name[:80]}", one.exhibit) for one in self.told_clocks if one.exhibit is not None)
        yield from ((f"a picture of the clock of {one.recorder[:80]}", one.exhibit) for one in self.clock_pictures)
        yield from ((f"the offset of entry {one.entry}", number) for one in self.offsets for number in one.exhibits)

    def events_named(self) -> Iterator[tuple[str, int]]:
        """Give every number of an event that stands in it, with what names it."""
        yield from ((f"the words {one.phrase[:80]!r}", number) for one in self.words for number in one.events)
        yield from ((f"the premise {one.name[:80]!r}", number) for one in self.links for number in one.events)
        yield from ((f"the premise {one.name[:80]!r}", one.event) for one in self.links if one.event is not None)


def _hold_picture(what: str, picture: bytes | None, why: str) -> None:
    if (picture is None) != bool(why):
        raise RecordError(f"{what} needs either a picture or the reason why there is none")
    if picture is not None and not _media_type(picture):
        raise RecordError(f"{what}: its picture is none of {', '.join(_DRAWINGS.values())}")


def _media_type(picture: bytes) -> str:
    return next((kind for magic, kind in _DRAWINGS.items() if picture.startswith(magic)), "")
