"""An entry of the journal: who decided what, when and why; frozen, checked at birth, one sequence of bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from gestae.base.canonical import Json, canonical_bytes, parse_json
from gestae.errors import Faults, GestaeError, InputRefused, JournalError
from gestae.journal.kinds import KINDS, body_faults
from gestae.model.time import Instant

__all__ = ["Entry", "thawed"]

_FIELDS = frozenset({"kind", "at", "author", "reason", "body"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision, as it will stand in the journal for ever.

    Attributes:
        kind: a kind of `gestae.journal.kinds.KINDS`.
        at: when it was decided, by the clock of the machine that wrote it.
        author: who decided.
        reason: why, in the author's words.
        body: the fields of its kind. Fields given as null are left out, numbers are as JSON writes them,
            and nothing in it can be changed afterwards: what is projected is what is written.
        content: the canonical bytes (RFC 8785) that the entry's leaf commits to.

    Raises:
        Faults: naming everything that is wrong with it, at once.

    >>> entry = Entry("tagged", Instant(0), "O. Hrytsenko", "seen at 14:20", {"target": "van", "tag": "V"})
    >>> entry.content.decode()
    '{"at":"1970-01-01T00:00:00.000000000Z","author":"O. Hrytsenko","body":{"tag":"V","target":"van"},\
"kind":"tagged","reason":"seen at 14:20"}'
    """

    kind: str
    at: Instant
    author: str
    reason: str
    body: Mapping[str, Json]
    content: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        faults = _head_faults(self)
        given = {name: value for name, value in self.body.items() if value is not None}
        if self.kind in KINDS:
            faults += body_faults(self.kind, given)
        if faults:
            raise Faults(f"an entry {self.kind!r}", faults)
        try:
            content = canonical_bytes(_as_json(self, given))
        except InputRefused as fault:
            raise Faults(f"an entry {self.kind!r}", (fault,)) from fault
        written = parse_json(content, "an entry")
        if not isinstance(written, dict):  # pragma: no cover - an object was written a line above
            raise JournalError("an entry is no JSON object; it must be one")
        object.__setattr__(self, "body", _frozen(written["body"]))
        object.__setattr__(self, "content", content)

    @classmethod
    def from_content(cls, content: bytes, what: str = "an entry") -> Entry:
        """Read an entry back from its canonical bytes.

        Args:
            content: what `Entry.content` gave.
            what: what the bytes belong to, for the refusal.

        Raises:
            JournalError: not the canonical bytes of an entry of a known kind.
        """
        try:
            return cls.from_json(parse_json(content, what), content)
        except JournalError as error:
            raise JournalError(f"{what}: {error}") from error
        except GestaeError as error:
            raise JournalError(f"{what} is not of its kind's form: {error}; restore it from a second copy") from error

    @classmethod
    def from_json(cls, written: Json, content: bytes | None = None) -> Entry:
        """Make an entry of the object that its content says, such as a stand-in.

        Args:
            written: an object with kind, at, author, reason and body.
            content: the bytes that it was read from, if they have to be its canonical ones.

        Raises:
            JournalError: no such object, or the bytes are not canonical.
            Faults: something is wrong with the entry itself.
        """
        if not isinstance(written, Mapping) or written.keys() != _FIELDS:
            raise JournalError(f"it has to be an object with the fields {', '.join(sorted(_FIELDS))}")
        at, body = written["at"], written["body"]
        if not isinstance(at, str) or not isinstance(body, Mapping):
            raise JournalError("'at' has to be a time as text, and 'body' an object")
        kind, author, reason = (str(written[name]) for name in ("kind", "author", "reason"))
        entry = cls(kind, Instant.parse(at), author, reason, body)
        if content is not None and entry.content != content:
            raise JournalError("the bytes are not the canonical ones (RFC 8785) of what they say")
        return entry

    def as_json(self) -> dict[str, Json]:
        """Give the whole entry as a JSON object, for a stand-in or a document."""
        return _as_json(self, thawed(self.body))


def thawed(value: Json) -> Json:
    """Give plain dicts and lists for a frozen value, as JSON writers want them.

    >>> thawed(MappingProxyType({"a": (1, 2)}))
    {'a': [1, 2]}
    """
    if isinstance(value, Mapping):
        return {name: thawed(item) for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [thawed(item) for item in value]
    return value


def _frozen(value: Json) -> Json:
    if isinstance(value, dict):
        return MappingProxyType({name: _frozen(item) for name, item in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value


def _as_json(entry: Entry, body: Json) -> dict[str, Json]:
    return {
        "kind": entry.kind,
        "at": str(entry.at),
        "author": entry.author,
        "reason": entry.reason,
        "body": thawed(body),
    }


def _head_faults(entry: Entry) -> tuple[InputRefused, ...]:
    faults = [
        InputRefused(f"{entry.kind}.{name}", wrong="is empty", right=f"say {question}")
        for name, value, question in (("author", entry.author, "who decided"), ("reason", entry.reason, "why"))
        if not value.strip()
    ]
    if entry.kind not in KINDS:
        faults.append(
            InputRefused(
                "kind",
                wrong=f"{entry.kind!r} is unknown here",
                right="use a kind of the table, or a gestae that is new enough to know it",
            )
        )
    return tuple(faults)
