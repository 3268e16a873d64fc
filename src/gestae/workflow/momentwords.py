"""What a moment is called on its contact sheet and on the page that lists it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from gestae.casefile.material import FactView
from gestae.casefile.wording import display_words, interval_words, latest_words, position_words
from gestae.errors import ClockError
from gestae.model.observation import Moment
from gestae.model.time import Instant, TimeInterval
from gestae.store.case import CaseView
from gestae.workflow.casetimes import CaseTimes, Taken
from gestae.workflow.findings import Finding
from gestae.workflow.momentcuts import Part
from gestae.workflow.moments import FilmMoments
from gestae.workflow.momentspans import Spell
from gestae.workflow.sightings import Clocks

__all__ = ["MomentWords", "camera_words", "span_words", "what_words"]

_NOT_KNOWN: Final = "at a time that is not known: no clock and no offset leads to it"
_PARTS: Final[Mapping[Part, str]] = {
    Part.BEFORE: "before",
    Part.FIRST: "first",
    Part.ACT: "",
    Part.BETWEEN: "between",
    Part.MOST: "differs most from the picture before",
    Part.LAST: "last",
}


@dataclass(slots=True)
class MomentWords:
    """Words for the moments of a case, in its zone and by its clocks."""

    view: CaseView
    zone: ZoneInfo
    _times: CaseTimes = field(init=False)
    _clocks: Clocks = field(init=False)

    def __post_init__(self) -> None:
        self._times, self._clocks = CaseTimes(self.view), Clocks(self.view)

    def taken(self, film: FilmMoments, pts: int) -> Taken:
        """Bound when a picture was taken."""
        return self._times.taken(str(film.row["sha256"]), int(film.video["index"]), pts, film.time_base)

    def when(self, film: FilmMoments, pts: int) -> str:
        """Say when a picture was taken, as far as the case knows."""
        return _when(self.taken(film, pts), self.zone)

    def clock(self, film: FilmMoments, pts: int) -> str:
        """Say when a picture was taken, without the day; empty where nothing is known."""
        taken = self.taken(film, pts)
        if taken.earliest_ns is None or taken.latest_ns is None:
            return ""
        return _when(taken, self.zone).partition(", ")[2].rpartition(", ")[0].partition(" (")[0]

    def bounds(self, film: FilmMoments, pts: int) -> dict[str, str | None]:
        """Write when a picture was taken for programs."""
        taken = self.taken(film, pts)
        sides = {"earliest": taken.earliest_ns, "latest": taken.latest_ns}
        return {name: None if ns is None else str(Instant(ns)) for name, ns in sides.items()}

    def title(self, number: int, film: FilmMoments, spell: Spell) -> str:
        """Name a moment."""
        return f"Moment {number}, {camera_words(film)}: began {self.when(film, spell.start_pts)}"

    def label(self, film: FilmMoments, spell: Spell, pts: int, part: Part) -> str:
        """Name one picture of it."""
        acts = ", ".join(
            f"{one.observation.words} begins"
            for one in spell.found
            if one.observation.start.pts == pts and part is not Part.BEFORE
        )
        name = "; ".join(filter(None, (_PARTS[part], acts)))
        where = f"{position_words(film.seconds(pts))}, pts {pts}"
        return "  ·  ".join(filter(None, (name, where, self.clock(film, pts))))

    def rows(self, film: FilmMoments, spell: Spell, exhibit: int) -> tuple[FactView, ...]:
        """Say what is known of a moment."""
        looked_for = "people and vehicles" if spell.score is None else "changes"
        calm = "0 is calm, 2 is twice what the place shows when nothing happens"
        size = "" if spell.score is None else f"score {spell.score:.1f} ({calm})"
        rows = (
            ("In it", "\n".join(self._found(film, one) for one in spell.found)),
            ("Stands out", size),
            ("Began", self.when(film, spell.start_pts)),
            ("Ended", self.when(film, spell.end_pts)),
            ("Recorder's clock", self._display(film, spell)),
            (
                "In the file",
                f"{span_words(film, spell)}, pts {spell.start_pts} to {spell.end_pts}, a tick is {film.time_base} s",
            ),
            ("Looked at", f"{spell.looked}, for {looked_for}"),
            ("Footage", f"{film.row['name']}, exhibit {exhibit}"),
            ("Original, SHA-256", str(film.row["sha256"])),
        )
        return tuple(FactView(label, text) for label, text in rows if text)

    def _found(self, film: FilmMoments, one: Finding) -> str:
        seen = one.observation
        since = position_words(film.seconds(seen.start.pts))
        until = f" to {position_words(film.seconds(seen.end.pts))}" if seen.end else ""
        return f"{seen.words}, {one.decision}, {since}{until}, {seen.id[:12]}"

    def _display(self, film: FilmMoments, spell: Spell) -> str:
        """Say what the recorder displayed when it began; empty where its clock is not known."""
        moment = Moment(spell.start_pts, spell.start_pts, spell.start_pts, film.time_base)
        try:
            shown = self._clocks.place(str(film.row["sha256"]), moment).display
        except ClockError:
            return ""
        return f"{display_words((shown.earliest, shown.latest))} as displayed, right or wrong"


def camera_words(film: FilmMoments) -> str:
    """Name a footage by its camera, else by its file."""
    return f"camera {film.row['camera']}" if film.row["camera"] else str(film.row["name"])


def span_words(film: FilmMoments, spell: Spell) -> str:
    """Say where in the file a moment lies."""
    start, end = (position_words(film.seconds(pts)) for pts in (spell.start_pts, spell.end_pts))
    return start if spell.start_pts == spell.end_pts else f"{start} to {end}"


def what_words(spell: Spell) -> str:
    """Say of what a moment consists, what stands out or is said of acts before who is merely there.

    Observations of one kind are counted.
    """
    counts = Counter(one.observation.words for one in spell.found)
    acts = {words: count for words, count in counts.items() if not words.endswith(" present")}
    told = acts or counts
    if not told:
        return "something changed"
    return ", ".join(words if count == 1 else f"{words} ({count})" for words, count in told.items())


def _when(taken: Taken, zone: ZoneInfo) -> str:
    if taken.earliest_ns is not None and taken.latest_ns is not None:
        return interval_words(TimeInterval(Instant(taken.earliest_ns), Instant(taken.latest_ns)), zone)
    if taken.latest_ns is not None:
        return f"not after {latest_words(Instant(taken.latest_ns), zone)}"
    if taken.earliest_ns is not None:
        return f"not before {Instant(taken.earliest_ns).local(zone)}"
    return _NOT_KNOWN
