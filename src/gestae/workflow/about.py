"""What each entry of the journal is about, in the words of the case: files, cameras, words, people; no bare digests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter
from typing import Any, Final
from zoneinfo import ZoneInfo

from gestae.base.canonical import Json
from gestae.errors import CaseError, InputRefused
from gestae.journal.chain import State
from gestae.journal.entry import Entry
from gestae.journal.kinds import HIDING, OPENING
from gestae.journal.replay import Logged
from gestae.model.time import Instant
from gestae.store.case import CaseView
from gestae.workflow.case import case_zone
from gestae.workflow.material import exhibit_numbers
from gestae.workflow.standing import TOLD

__all__ = ["ABOUT", "Register", "local_second", "zone_of"]

# Phrases for each kind; one is said where the entry has all of its fields. Digests and ids are told by name.
ABOUT: Final[Mapping[str, tuple[str, ...]]] = {
    OPENING: ("{title}", "times shown in {zone}"),
    "recipient-added": ("the key {public_key}",),
    "item-received": ("{name}", "from {received_from}", "camera {camera}"),
    "item-refused": ("{name}: {wrong}", "from {received_from}"),
    "item-moved": ("{sha256}: {movement}", "to {to_whom}", "from {from_whom}", "place: {place}"),
    "movement-withdrawn": ("{seq}",),
    "acquisition-recorded": ("recorder {recorder}", "files: {files}"),
    "acquisition-withdrawn": ("the form of recorder {recorders}",),
    "time-check-made": ("recorder {recorder} displayed {displayed}", "at {reference}"),
    "clock-read": ("{sha256} displays {displayed}", "pts {pts}"),
    "clock-withdrawn": ("{seq}",),
    "offset-accepted": ("{a_sha256} and {b_sha256}", "by {how}"),
    "offset-withdrawn": ("{seq}",),
    "zone-drawn": ("{name}", "on {sha256}"),
    "zone-withdrawn": ("{seq}",),
    "camera-named": ("{sha256}: camera {camera}", "recorder {recorder}"),
    "facts-read": ("{sha256}",),
    "analysis-done": ("{sha256}: {stage}",),
    "analysis-failed": ("{sha256}: {stage}", "{wrong}"),
    "artifact-recorded": ("{name}", "of {source_sha256}"),
    "observation-accepted": ("{id}",),
    "observation-rejected": ("{id}",),
    "observation-recorded": ("{id}",),
    "event-stated": ("{title}",),
    "event-withdrawn": ("{id}",),
    "source-described": ("{sha256}: {kind}", "of {origin}"),
    "clock-stated": ("clock {name}", "of {sha256}"),
    "link-stated": ("{name}: {says}",),
    "passage-marked": ("{event}", "{sha256}, {place}", "“{words}”"),
    "reading-stated": ("{event}", "{clock} displayed {displayed}", "{sha256}, row {row}"),
    "constraint-stated": (
        "{to}",
        "after {start}",
        "at least {least}",
        "at most {most}",
        "not before {after}",
        "not after {before}",
        "“{phrase}”",
        "{sources}",
    ),
    "told-withdrawn": ("{id}",),
    "tagged": ("{target}: {tag}",),
    "untagged": ("{target}: {tag}",),
    "note-added": ("{target}: {text}",),
    "report-written": ("{name}",),
    "correction": ("{seq}", "{text}"),
    "protected-opened": ("entries {entries}", "the original {sha256}"),
    "opening-failed": ("entries {entries}", "the original {sha256}", "{wrong}"),
    "entry-protected": ("{seq}",),
    "entry-erased": ("{seq}",),
}
_DIGEST: Final = re.compile(r"[0-9a-f]{32,}")
_SHORT_CHARS: Final = 12
_MOST_LISTED: Final = 3
# A time is written to the nanosecond; noughts that say nothing are left out.
_NOUGHTS: Final = re.compile(r"(T\d\d:\d\d:\d\d)(?:\.0+|(\.\d*?[1-9])0+)?(?=Z|[+-]\d\d:\d\d|$)")


class Register:
    """The journal of a case, with the names under which its digests and ids are known.

    Names come from the tables alone, so what is hidden is named as its stand-in is.

    Attributes:
        entries: what each place shows, by its number.
    """

    def __init__(self, view: CaseView) -> None:
        self.entries: dict[int, Logged] = {one.seq: one for one in view.entries()}
        self._hidden = {row["hidden_seq"]: row for row in view.rows("withheld")}
        self._names = _exhibits(view)
        self._names |= {str(row["id"]): self._observed(row) for row in view.rows("observations")}
        titles = {str(row["id"]): str(row["title"]) for row in view.rows("events")}
        self._names |= titles
        self._names |= {f"{name}.{end}": f"{title}, its {end}" for name, title in titles.items() for end in _ENDS}
        self._names |= {name: says for table in _TOLD for name, says in self._told_in(view, table)}

    def one(self, seq: int) -> Logged:
        """Give the entry of a number.

        Raises:
            InputRefused: there is none.
        """
        if seq not in self.entries:
            raise InputRefused(
                f"entry {seq}", wrong="is not in the journal", right=f"name a number from 1 to {max(self.entries)}"
            )
        return self.entries[seq]

    def kind(self, seq: int) -> str:
        """Give an entry's kind, or a dash where nothing stands in for it."""
        entry = self.one(seq).entry
        return "–" if entry is None else entry.kind

    def about(self, seq: int) -> str:
        """Say what an entry is about; of a hidden one that it is hidden, and its pseudonym where it was given one."""
        one = self.one(seq)
        if one.record.state is not State.PLAIN:
            pseudonym = one.entry.body.get("pseudonym") if one.entry else None
            return f"({one.record.state.value})" + (f" {self._short(pseudonym)}" if pseudonym else "")
        if one.entry is None:
            return "(cannot be read)"
        phrases = [
            phrase.format_map(told) for phrase in ABOUT[one.entry.kind] if (told := self._told(one.entry, phrase))
        ]
        return ", ".join(phrases)

    def fields(self, seq: int) -> tuple[tuple[str, str], ...]:
        """Give every field of an entry as a person reads it: digests with the name of what they are of."""
        entry = self.one(seq).entry
        return tuple((name, self._full(value)) for name, value in entry.body.items()) if entry else ()

    def hidden_by(self, seq: int) -> tuple[int, str] | None:
        """Say which entry hides this one and on what ground; None where it stands in the open."""
        row = self._hidden.get(seq)
        return None if row is None else (_whole(row["seq"]), str(row["ground"]))

    def resting_on(self, seq: int) -> tuple[int, ...]:
        """Name the later entries that speak of this one, or of what it brought into the case.

        An exhibit, an observation and an event are brought by one entry, and later ones name them by digest or id.
        """
        entry = self.one(seq).entry
        brought = {str(entry.body[name]) for name in _BROUGHT.get(entry.kind, ())} if entry else set()
        return tuple(
            later
            for later, one in self.entries.items()
            if later > seq and one.entry is not None and (_names(one.entry, seq) or brought & _words(one.entry.body))
        )

    def _told(self, entry: Entry, phrase: str) -> Mapping[str, str]:
        """Give the words for a phrase's fields; nothing where one of them is absent."""
        wanted = [name for _, name, _, _ in Formatter().parse(phrase) if name]
        if not all(entry.body.get(name) not in (None, "", ()) for name in wanted):
            return {}
        return {name: self._entry(entry, name) if name == "seq" else self._short(entry.body[name]) for name in wanted}

    def _entry(self, entry: Entry, name: str) -> str:
        """Name another entry by its number, with its kind; what it says too, unless it is hidden by this one."""
        seq = entry.body[name]
        if not isinstance(seq, int) or seq not in self.entries:
            return f"entry {seq}"
        told = self.kind(seq) if entry.kind in HIDING else f"{self.kind(seq)}: {self.about(seq)}"
        return f"entry {seq} ({told})"

    def _short(self, value: Json) -> str:
        if isinstance(value, Sequence) and not isinstance(value, str):
            listed = [self._short(item) for item in value[:_MOST_LISTED]]
            more = len(value) - len(listed)
            return ", ".join(listed) + (f" and {more} more" if more else "")
        text = str(value)
        if text in self._names:
            return self._names[text]
        return (
            f"{text[:_SHORT_CHARS]}…" if _DIGEST.fullmatch(text) or text.startswith("age1") else _without_noughts(text)
        )

    def _full(self, value: Json) -> str:
        if isinstance(value, Mapping):
            return "; ".join(f"{name}: {self._full(item)}" for name, item in value.items())
        if isinstance(value, Sequence) and not isinstance(value, str):
            return ", ".join(self._full(item) for item in value)
        text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        return f"{self._names[text]} ({text})" if text in self._names else _without_noughts(text)

    def _told_in(self, view: CaseView, table: str) -> Iterator[tuple[str, str]]:
        """Name what was made of sources beside footage as a person calls it."""
        for row in view.rows(table):
            says = row.get("name") or row.get("words") or row.get("place")
            where = f" of {self._short(row['sha256'])}" if row.get("sha256") else ""
            yield str(row["id"]), str(says) if says else f"{table.removesuffix('s')}{where}"

    def _observed(self, row: Mapping[str, Json]) -> str:
        start, says = row["start"], row["says"]
        at = "" if not isinstance(start, Mapping) else _place(start)
        text = says.get("text") if isinstance(says, Mapping) else None
        footage = f" in {self._short(row['footage'])}" if row["footage"] else ""
        return f"{row['kind'] or 'observation'}{footage}{at}" + (f": {text}" if text else "")


# What an entry of a kind brings into the case, under the name by which later entries speak of it.
_BROUGHT: Final[Mapping[str, tuple[str, ...]]] = {
    "item-received": ("sha256",),
    "observation-accepted": ("id",),
    "observation-recorded": ("id",),
    "event-stated": ("id",),
    **dict.fromkeys(TOLD, ("id",)),
}
_TOLD: Final = tuple(table for table, _ in TOLD.values())
_ENDS: Final = ("start", "end")


def zone_of(view: CaseView) -> ZoneInfo:
    """Give the zone in which a case shows times; UTC where its opening is withheld."""
    try:
        return case_zone(view)
    except CaseError:
        return ZoneInfo("UTC")


def local_second(at: Instant, zone: ZoneInfo) -> str:
    """Write a moment to the second as the clocks of a zone showed it.

    >>> local_second(Instant.parse("2022-03-16T12:01:20.9Z"), ZoneInfo("Europe/Kyiv"))
    '2022-03-16 14:01:20'
    """
    return at.local(zone)[:19]


def _exhibits(view: CaseView) -> dict[str, str]:
    rows = {str(row["sha256"]): str(row["pseudonym"] or row["name"]) for row in view.rows("exhibits")}
    often, numbers = Counter(rows.values()), exhibit_numbers(view)
    return {
        sha256: name if often[name] == 1 else f"{name} (exhibit {numbers[sha256]})" for sha256, name in rows.items()
    }


def _place(start: Mapping[str, Json]) -> str:
    return f", pts {start['pts']}" if start.get("pts") is not None else f", frame {start.get('n')}"


def _names(entry: Entry, seq: int) -> bool:
    listed: Any = entry.body.get("entries") or ()
    return entry.body.get("seq") == seq or seq in listed


def _words(body: Mapping[str, Json]) -> set[str]:
    """Give every text of a body, those in lists too, and the events whose points it names.

    Objects hold machine output, which names nothing by itself; those in lists are passages and comparisons.
    """
    found: set[str] = set()
    for value in body.values():
        many: Iterable[Json] = value if isinstance(value, tuple) else (value,)
        found |= {one for one in many if isinstance(one, str)}
        found |= {text for one in many if isinstance(value, tuple) and isinstance(one, Mapping) for text in _words(one)}
    return found | {one.removesuffix(f".{end}") for one in found for end in _ENDS}


def _without_noughts(text: str) -> str:
    return _NOUGHTS.sub(lambda found: found[1] + (found[2] or ""), text)


def _whole(value: Json) -> int:
    if not isinstance(value, int):  # pragma: no cover - an integer column
        raise TypeError(f"{value!r} from an integer column")
    return value
