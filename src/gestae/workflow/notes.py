"""Words that people put to things, and search over everything that was written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import InputRefused
from gestae.model.evidence import ItemKind
from gestae.store.case import CaseView
from gestae.workflow.about import Register
from gestae.workflow.case import ORIGINALS, Case
from gestae.workflow.exhibits import Exhibits, exhibit_named
from gestae.workflow.standing import TOLD

__all__ = ["Hit", "Tagged", "exhibit_named", "note", "search", "tag", "untag"]

# Text of exhibits is searched where it is plain text; larger files are no statements.
MOST_TEXT_BYTES: Final = 8 << 20
_CONTEXT: Final = 60
# Entries of these kinds stand in these tables until they are withdrawn.
_WITHDRAWN_BY_PLACE: Final = {
    "time-check-made": "time_checks",
    "clock-read": "clock_readings",
    "offset-accepted": "offsets",
    "zone-drawn": "zones",
    "item-moved": "movements",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the words stand: what, where in it, and the words around.

    Attributes:
        where: the entry of the journal, or the exhibit's name.
        about: what that entry is about: file, camera, words; the exhibit itself.
        gone: what became of it since, where it no longer stands; empty otherwise.
    """

    where: str
    field: str
    text: str
    about: str
    gone: str = ""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A thing that was meant, by its full name, and who had put the word to it before, if anybody."""

    target: str
    before: str = ""


def tag(case: Case, target: str, word: str, reason: str) -> Tagged:
    """Put a word to a thing; nothing is journaled where it has that word already."""
    name = _target(case.store, target)
    for row in case.store.rows("tags", target=name, tag=word):
        return Tagged(name, f"{row['author']} in entry {row['seq']}")
    case.decide("tagged", reason, target=name, tag=word)
    return Tagged(name)


def untag(case: Case, target: str, word: str, reason: str) -> Tagged:
    """Take a word off a thing; the journal keeps that it was there.

    Raises:
        InputRefused: the thing has no such word.
    """
    name = _target(case.store, target)
    rows = {str(row["tag"]): row for row in case.store.rows("tags", target=name)}
    if word not in rows:
        words = ", ".join(repr(one) for one in rows)
        right = f"its tags are {words}" if words else "it has no tags"
        raise InputRefused(target, wrong=f"has no tag {word!r}, and nothing was journaled", right=right)
    case.decide("untagged", reason, target=name, tag=word)
    return Tagged(name, f"{rows[word]['author']} in entry {rows[word]['seq']}")


def note(case: Case, target: str, text: str, reason: str) -> str:
    """Add a remark on a thing."""
    name = _target(case.store, target)
    case.decide("note-added", reason, target=name, text=text)
    return name


def search(view: CaseView, words: str) -> tuple[Hit, ...]:
    """Find words in everything that was written: names, reasons, titles, tags, notes, the text of statements.

    What is protected or erased is not found: its words are not there. Upper and lower case are the same.

    Raises:
        InputRefused: nothing to search for.
    """
    wanted = words.casefold().strip()
    if not wanted:
        raise InputRefused("the search", wrong="is empty", right="write the words to look for")
    hits = [hit for hit in _journal(view) if wanted in hit.text.casefold()]
    hits += [hit for hit in _statements(view) if wanted in hit.text.casefold()]
    return tuple(replace(hit, text=_around(hit.text, wanted)) for hit in hits)


def _journal(view: CaseView) -> Iterator[Hit]:
    register, gone = Register(view), _gone(view)
    for seq, logged in register.entries.items():
        if logged.entry is not None:
            place = Hit(f"entry {seq} ({logged.entry.kind})", "", "", register.about(seq), gone.get(seq, ""))
            yield from _texts(place, logged.entry.as_json())


def _gone(view: CaseView) -> dict[int, str]:
    """Say of each entry whose word was taken off or taken back what became of it; the journal keeps what it said."""
    tags = {(row["target"], row["tag"]) for row in view.rows("tags")}
    tables = ("events", *(table for table, _ in TOLD.values()))
    withdrawn = {row["id"] for table in tables for row in view.rows(table, status="withdrawn")}
    rows = (row for table in _WITHDRAWN_BY_PLACE.values() for row in view.rows(table))
    standing = {row["seq"] for row in rows if row.get("withdrawn_by") is None}
    found: dict[int, str] = {}
    for one in view.entries():
        if one.entry is None:
            continue
        kind, body = one.entry.kind, one.entry.body
        if kind == "tagged" and (body["target"], body["tag"]) not in tags:
            found[one.seq] = "taken off since"
        elif (kind in ("event-stated", *TOLD) and body["id"] in withdrawn) or (
            kind in _WITHDRAWN_BY_PLACE and one.seq not in standing
        ):
            found[one.seq] = "withdrawn since"
    return found


def _texts(place: Hit, value: Json) -> Iterator[Hit]:
    """Find every text in a value, each with the field in which it stands."""
    if isinstance(value, str):
        yield replace(place, text=value)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            field = name if place.field in ("", "body") else f"{place.field}.{name}"
            yield from _texts(replace(place, field=field), item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(place, item)


def _statements(view: CaseView) -> Iterator[Hit]:
    kinds = (ItemKind.TEXT.value, ItemKind.TABLE.value)
    for row in view.rows("exhibits"):
        size = row["size_bytes"]
        if row["item"] not in kinds or not isinstance(size, int) or size > MOST_TEXT_BYTES:
            continue
        sha256 = str(row["sha256"])
        path = view.folder / ORIGINALS / sha256[:2] / sha256
        text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        for number, line in enumerate(text.splitlines(), 1):
            yield Hit(str(row["name"]), f"line {number}", line, str(row["name"]))


def _around(text: str, wanted: str) -> str:
    found = text.casefold().find(wanted)
    # Folding can make a letter two (ß), so places are counted in the text as it was written.
    ends = list(accumulate(len(char.casefold()) for char in text))
    at, end = bisect_right(ends, found), bisect_right(ends, found + len(wanted) - 1) + 1
    start, stop = max(0, at - _CONTEXT), end + _CONTEXT
    return ("…" if start else "") + text[start:stop] + ("…" if stop < len(text) else "")


def _target(view: CaseView, name: str) -> str:
    """Name the thing that is meant: an exhibit as `Exhibits` finds it, an observation or an event by first digits."""
    exhibits = Exhibits(view)
    ids = exhibits.matching(name)
    if len(ids) > 1:
        return exhibits.named(name, "what is meant")
    for table, column in (("observations", "id"), ("events", "id")):
        ids |= {str(row[column]) for row in view.rows(table) if len(name) >= 6 and str(row[column]).startswith(name)}
    if len(ids) != 1:
        wrong = f"{name!r} means {len(ids)} things" if ids else f"there is nothing called {name!r}"
        raise InputRefused(
            "what is meant", wrong=wrong, right="write name, path or number of an exhibit, or the first digits of an id"
        )
    return ids.pop()
