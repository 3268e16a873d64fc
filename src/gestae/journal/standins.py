"""What may be shown in the place of a hidden entry: computed from it, and checked again wherever it is read.

The content of a hidden entry is gone, so nothing but this rule keeps somebody who hides one from showing what was never
journaled. A stand-in holds the fields of `SHOWN` and no other; what its kind requires beside them is blank. That the
fields it holds are the true ones is checked where it is written (`departures`), and afterwards only by whoever opens
the entry with its key (`gestae.journal.disclosed`): `gestae.journal.vouching` says what that leaves unproved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import Faults, GestaeError
from gestae.journal.entry import Entry, thawed
from gestae.journal.kinds import HIDING, KINDS

__all__ = [
    "AT_INTAKE",
    "CLOCK_FACTS",
    "IN_PLACE",
    "NOT_STATED",
    "SHOWN",
    "compared",
    "departures",
    "read_stand_in",
    "stand_in_excess",
    "stand_in_of",
]

# What of an entry may stand in the open when the rest is hidden: digests, ordinals, words of the tables. Names,
# texts, places and times as people wrote them never do.
SHOWN: Final = frozenset(
    {
        "sha256", "size_bytes", "item", "protected", "pseudonym", "sealed_sha256", "stream", "pts", "time_base",
        "how", "movement", "stage", "artifacts", "id", "footage", "kind", "start", "end", "rule", "artifact",
        "members", "form_sha256", "within_ns", "source_sha256", "zone", "format", "public_key",
        "seq", "leaf", "sealed_name", "entries", "recorders", "originals", "event", "lasts",
    }
)  # fmt: skip
# What a form says of a recorder's clock bounds every time that rests on it: without it they would be too narrow.
CLOCK_FACTS: Final = ("max_rate_error", "zone")
# Under this a withheld form still says which facts of a clock it never stated: not said is not the same as hidden.
NOT_STATED: Final = "not_stated"
# What stands in a withheld entry in the place of words that may not be shown.
IN_PLACE: Final = "withheld"
# The ground of what was under encryption from its first moment: a protected item shows its pseudonym as its name.
AT_INTAKE: Final = "protected at intake"
# A blank time would be taken for a true one, and one that somebody made up would move everything that rests on it; a
# zone without its corners is none.
_SHOW_NOTHING: Final = frozenset(
    {
        "time-check-made", "clock-read", "offset-accepted", "clock-stated", "reading-stated", "constraint-stated",
        "zone-drawn",
    }
)  # fmt: skip
_FORM: Final = "acquisition-recorded"
_ITEM: Final = "protected"


def stand_in_of(entry: Entry) -> Entry | None:
    """Keep what the tables need and no person wrote; what a kind requires and may not be shown says "withheld".

    Where that leaves no entry of its kind (a time check without its times), nothing is shown instead. An entry that
    hides another still hides it, behind a stand-in that is thinned in the same way. Its author stays.

    >>> from gestae.model.time import Instant
    >>> note = Entry("note-added", Instant(0), "O. H.", "told by her", {"target": "van", "text": "M. Koval's"})
    >>> thin = stand_in_of(note)
    >>> (thin.author, thin.reason, thawed(thin.body))
    ('O. H.', 'withheld', {'target': 'withheld', 'text': 'withheld'})
    """
    if entry.kind in _SHOW_NOTHING:
        return None
    kept: dict[str, Json] = {name: thawed(value) for name, value in entry.body.items() if name in SHOWN}
    if entry.kind == _FORM:
        kept |= _of_clocks(entry.body)
    if entry.kind in HIDING and entry.body.get("stand_in") is not None:
        thinner = stand_in_of(Entry.from_json(thawed(entry.body["stand_in"])))
        kept["stand_in"] = None if thinner is None else thinner.as_json()
    for name in KINDS[entry.kind].required:
        if name not in kept:
            kept[name] = _blank(entry.body[name])
    try:
        return Entry(entry.kind, entry.at, entry.author, IN_PLACE, kept)
    except Faults:
        return None


def read_stand_in(entry: Entry) -> Entry | None:
    """Give what an entry that hides another shows in its place; None where it shows nothing.

    Raises:
        GestaeError: what it carries is no entry.
    """
    written = entry.body.get("stand_in")
    return None if written is None else Entry.from_json(written)


def stand_in_excess(stand_in: Entry) -> Iterator[str]:
    """Name everything in a stand-in that no stand-in may hold, whatever stood there before.

    >>> from gestae.model.time import Instant
    >>> made_up = Entry("note-added", Instant(0), "O. H.", "withheld", {"target": "withheld", "text": "at 13:00"})
    >>> list(stand_in_excess(made_up))
    ['text']
    """
    if stand_in.kind in _SHOW_NOTHING:
        yield f"anything at all: {stand_in.kind} shows nothing"
        return
    if stand_in.reason not in (IN_PLACE, AT_INTAKE):
        yield "reason"
    for name, value in stand_in.body.items():
        if name == "stand_in" and stand_in.kind in HIDING:
            yield from (f"stand_in.{excess}" for excess in _excess_within(stand_in))
        elif name in SHOWN:
            continue
        elif name not in KINDS[stand_in.kind].required or not (_is_blank(value) or _may_say(stand_in, name)):
            yield name


def departures(stand_in: Entry, hidden: Entry) -> Iterator[str]:
    """Name what a stand-in says otherwise than the entry (or the fuller stand-in) whose place it takes.

    A stand-in says the same or less: a field that is left out or blank departs from nothing.
    """
    yield from (name for name, _shown, _true in compared(stand_in, hidden))


def compared(stand_in: Entry, hidden: Entry) -> Iterator[tuple[str, Json, Json]]:
    """Give each departure with what the stand-in says there and what the entry says; None where it says nothing.

    >>> from gestae.model.time import Instant
    >>> true = Entry("tagged", Instant(0), "O. H.", "seen", {"target": "van", "tag": "V"})
    >>> shown = Entry("tagged", Instant(0), "O. H.", "withheld", {"target": "withheld", "tag": "Z"})
    >>> list(compared(shown, true))
    [('tag', 'Z', 'V')]
    """
    if stand_in.author != hidden.author:
        yield "author", stand_in.author, hidden.author
    if stand_in.at != hidden.at:
        yield "at", str(stand_in.at), str(hidden.at)
    for name, value in stand_in.body.items():
        was = hidden.body.get(name)
        if name == "stand_in" and hidden.kind in HIDING:
            inner = _compared_within(stand_in, hidden)
            yield from ((f"stand_in.{field}", shown, true) for field, shown, true in inner)
        elif value != was and not _is_thinner(stand_in, hidden, name):
            yield name, thawed(value), thawed(was)


def _is_thinner(stand_in: Entry, hidden: Entry, name: str) -> bool:
    value, was = stand_in.body[name], hidden.body.get(name)
    if name not in SHOWN and _is_blank(value):
        return True
    if stand_in.kind == _FORM and name == "facts" and isinstance(value, Mapping) and isinstance(was, Mapping):
        return all(said == was.get(fact) for fact, said in value.items() if fact != NOT_STATED) and not any(
            fact in was for fact in _listed(value.get(NOT_STATED))
        )
    if stand_in.kind == "item-refused":
        return name == "name" and stand_in.reason == AT_INTAKE
    sealed = hidden.body.get("sealed_sha256")
    of_item = {"sha256": sealed, "name": hidden.body.get("pseudonym"), "item": _ITEM}
    return stand_in.kind == "item-received" and sealed is not None and name in of_item and value == of_item[name]


def _may_say(stand_in: Entry, name: str) -> bool:
    """Allow the few words that a stand-in shows though they are not of `SHOWN`."""
    value = stand_in.body[name]
    if stand_in.kind == _FORM:
        return name == "recorder" or (name == "facts" and isinstance(value, Mapping) and _is_of_clocks(value))
    if name != "name":
        return False
    if stand_in.kind == "item-refused":  # the pseudonym of the delivery, which has no field of its own here
        return stand_in.reason == AT_INTAKE
    is_sealed = stand_in.kind == "item-received" and stand_in.body.get("sealed_sha256") is not None
    return is_sealed and value == stand_in.body.get("pseudonym")


def _is_of_clocks(facts: Mapping[str, Json]) -> bool:
    return facts.keys() <= {*CLOCK_FACTS, NOT_STATED} and set(_listed(facts.get(NOT_STATED))) <= set(CLOCK_FACTS)


def _listed(value: Json) -> Sequence[str]:
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    return tuple(map(str, value)) if is_list and isinstance(value, Sequence) else ()


def _excess_within(hiding: Entry) -> Iterator[str]:
    try:
        inner = read_stand_in(hiding)
    except GestaeError as error:
        yield f"what is no entry ({error})"
        return
    if inner is not None:
        yield from stand_in_excess(inner)


def _compared_within(stand_in: Entry, hidden: Entry) -> Iterator[tuple[str, Json, Json]]:
    inner, was = read_stand_in(stand_in), read_stand_in(hidden)
    if inner is None:
        return
    if was is None or was.kind != inner.kind:
        yield inner.kind, inner.as_json(), None if was is None else was.as_json()
        return
    yield from compared(inner, was)


def _of_clocks(body: Mapping[str, Json]) -> dict[str, Json]:
    facts = body["facts"]
    said = {name: thawed(facts[name]) for name in CLOCK_FACTS if name in facts} if isinstance(facts, Mapping) else {}
    unsaid = facts.get(NOT_STATED) if isinstance(facts, Mapping) else None  # of a stand-in that is thinned once more
    never: Json = thawed(unsaid) if unsaid is not None else [name for name in CLOCK_FACTS if name not in said]
    return {"recorder": body["recorder"], "facts": {**said, NOT_STATED: never} if never else said}


def _blank(value: Json) -> Json:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return 0
    return {} if isinstance(value, Mapping) else IN_PLACE


def _is_blank(value: Json) -> bool:
    if isinstance(value, bool):
        return False
    return value in (IN_PLACE, 0) or (isinstance(value, Mapping) and not value)
