"""The kinds of entry, as a table: which fields each has, and of what form.

The table is read by the check at an entry's birth, by the tests and by the reference page. What an entry of
each kind changes in the state of the case stands in `gestae.journal.projection`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import InputRefused
from gestae.journal import forms
from gestae.journal.forms import Form, one_of
from gestae.model.account import SourceKind

__all__ = ["HIDING", "KINDS", "OPENING", "Kind", "body_faults"]

OPENING: Final = "case-opened"
HIDING: Final = ("entry-protected", "entry-erased")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entry.

    Attributes:
        says: what an entry of this kind says, in a sentence.
        required: fields that must be there.
        optional: fields that may be absent; null means absent.
        any_of: groups of fields; at least one of the fields in each group must be there.
    """

    says: str
    required: Mapping[str, Form]
    optional: Mapping[str, Form] = field(default_factory=dict)
    any_of: tuple[tuple[str, ...], ...] = ()


_NAMED: Final = {"name": forms.TEXT}
_RECEIVED_NAME: Final = {"name": forms.NAME}
_AS_RECEIVED: Final = {"name_hex": forms.HEX, "source_path": forms.NAME, "received_from": forms.TEXT}
_MEMBER: Final = {"container_sha256": forms.DIGEST, "member_name": forms.NAME, "member": forms.OBJECT}
_OBSERVED: Final = {"footage": forms.DIGEST, "kind": forms.TEXT, "start": forms.FRAME}
_MARKED: Final = {"end": forms.FRAME, "stream": forms.COUNT, "says": forms.OBJECT}
_FOUND_BY: Final = {**_MARKED, "rule": forms.TEXT, "artifact": forms.DIGEST}
_STATED: Final = dict.fromkeys(("start_earliest", "start_latest", "end_earliest", "end_latest"), forms.INSTANT)
# How long an event lasts, or how far two points lie apart.
_LENGTH: Final = {"least": forms.DURATION, "most": forms.DURATION}
_PASSAGE: Final = {"words": forms.TEXT, "start_chars": forms.COUNT, "end_chars": forms.COUNT, "row": forms.COUNT}
_HIDDEN: Final = {"seq": forms.COUNT, "leaf": forms.DIGEST, "ground": forms.TEXT}

KINDS: Final[Mapping[str, Kind]] = {
    OPENING: Kind(
        "The case begins, with its title, its zone for display and the format of its folder.",
        {"title": forms.TEXT, "zone": forms.TEXT, "format": forms.COUNT},
    ),
    "recipient-added": Kind(
        "What is protected from now on can be opened with the key of this recipient.",
        {"public_key": forms.AGE_KEY},
        {"note": forms.TEXT},
    ),
    "item-received": Kind(
        "A file came into custody: its bytes, its name and times as received, and who handed it over.",
        {
            "sha256": forms.DIGEST,
            "size_bytes": forms.COUNT,
            **_RECEIVED_NAME,
            "item": forms.TEXT,
            "protected": forms.BOOLEAN,
        },
        {
            **_AS_RECEIVED,
            **_MEMBER,
            "modified_at": forms.INSTANT,
            "media_type": forms.TEXT,
            "form": forms.TEXT,
            "known_by": one_of("content", "name", "nothing"),
            "not_footage": forms.TEXT,
            "camera": forms.TEXT,
            "pseudonym": forms.TEXT,
            "expected_sha256": forms.DIGEST,
            "receipt": forms.TEXT,
            "sealed_sha256": forms.DIGEST,
        },
    ),
    "item-refused": Kind(
        "A file could not be taken in: what was wrong, and what would be right.",
        {**_RECEIVED_NAME, "wrong": forms.TEXT},
        {**_AS_RECEIVED, **_MEMBER, "right": forms.TEXT, "sha256": forms.DIGEST, "receipt": forms.TEXT},
    ),
    "item-moved": Kind(
        "An item changed hands or places.",
        {"sha256": forms.DIGEST, "movement": one_of("received", "moved", "lent", "returned", "disposed")},
        {"from_whom": forms.TEXT, "to_whom": forms.TEXT, "place": forms.TEXT},
    ),
    "movement-withdrawn": Kind(
        "A step of custody was recorded wrongly and no longer counts; the journal keeps what it said.",
        {"seq": forms.COUNT},
    ),
    "acquisition-recorded": Kind(
        "How files were got out of a recorder: the form's own digest, the recorder, by whom, under what authority.",
        {"form_sha256": forms.DIGEST, "recorder": forms.TEXT, "facts": forms.OBJECT},
        {
            "files": forms.DIGESTS,
            "authority": forms.TEXT,
            "acquired_by": forms.TEXT,
            "make": forms.TEXT,
            "model": forms.TEXT,
            "serial": forms.TEXT,
        },
    ),
    "time-check-made": Kind(
        "A recorder's display was compared with a reference clock.",
        {
            "recorder": forms.TEXT,
            "displayed": forms.DISPLAY,
            "reference": forms.INSTANT,
            "within_ns": forms.COUNT,
        },
        {"reference_clock": forms.TEXT, "checked_by": forms.TEXT, "source_sha256": forms.DIGEST},
    ),
    "clock-read": Kind(
        "A picture shows the recorder's clock: it ticked to this display here, or just shows it.",
        {
            "sha256": forms.DIGEST,
            "pts": forms.INTEGER,
            "time_base": forms.RATIONAL,
            "displayed": forms.DISPLAY,
            "how": one_of("tick", "shows"),
        },
        {"stream": forms.COUNT, "within_ns": forms.COUNT, "read_by": forms.TEXT, "source_sha256": forms.DIGEST},
    ),
    "clock-withdrawn": Kind(
        "A time check or a clock reading no longer counts; the journal keeps what it said.",
        {"seq": forms.COUNT},
    ),
    "offset-accepted": Kind(
        "A person stands by how far the times of two files lie apart: time in A less time in B, from when to when of "
        "A, as the machine proposed it.",
        {
            "a_sha256": forms.DIGEST,
            "b_sha256": forms.DIGEST,
            "first_ns": forms.INTEGER,
            "last_ns": forms.INTEGER,
            "least_ns": forms.INTEGER,
            "most_ns": forms.INTEGER,
            "how": one_of("sound", "movement"),
            "artifact": forms.DIGEST,
        },
    ),
    "offset-withdrawn": Kind(
        "An offset between two files no longer counts; the journal keeps what it said.", {"seq": forms.COUNT}
    ),
    "acquisition-withdrawn": Kind(
        "An acquisition form no longer counts, as a whole; the journal keeps what it said. Named are the entries that "
        "it made, its recorders, and the originals whose camera it was the last to name.",
        {"form_sha256": forms.DIGEST, "entries": forms.COUNTS, "recorders": forms.NAMES, "originals": forms.DIGESTS},
    ),
    "camera-named": Kind(
        "A file is this camera's, on this recorder.",
        {"sha256": forms.DIGEST, "camera": forms.TEXT},
        {"recorder": forms.TEXT},
    ),
    "facts-read": Kind(
        "What a file says of itself when it is opened as footage.", {"sha256": forms.DIGEST, "facts": forms.OBJECT}
    ),
    "analysis-done": Kind(
        "A stage of analysis ended, and its output lies in artifacts under these digests.",
        {
            "sha256": forms.DIGEST,
            "stage": forms.TEXT,
            "parameters": forms.OBJECT,
            "versions": forms.OBJECT,
            "artifacts": forms.NAMED_DIGESTS,
        },
        {"model": forms.OBJECT},
    ),
    "analysis-failed": Kind(
        "A stage of analysis gave nothing for a file, and why.",
        {"sha256": forms.DIGEST, "stage": forms.TEXT, "wrong": forms.TEXT},
        {"model": forms.OBJECT, "parameters": forms.OBJECT, "versions": forms.OBJECT},
    ),
    "artifact-recorded": Kind(
        "A file of machine output was kept outside a stage of analysis.",
        {"sha256": forms.DIGEST, **_NAMED},
        {"size_bytes": forms.COUNT, "media_type": forms.TEXT, "source_sha256": forms.DIGEST, "stage": forms.TEXT},
    ),
    "observation-accepted": Kind(
        "A person accepts what the machine proposed; all that it says is copied here.",
        {"id": forms.TEXT, **_OBSERVED},
        _FOUND_BY,
    ),
    "observation-rejected": Kind(
        "A person rejects what the machine proposed; it stays on record as rejected.",
        {"id": forms.TEXT},
        {**_OBSERVED, **_FOUND_BY},
    ),
    "observation-recorded": Kind(
        "A person saw something in the footage and marks it.",
        {"id": forms.TEXT, **_OBSERVED},
        _MARKED,
    ),
    "zone-drawn": Kind(
        "A person drew a zone on a picture of a footage: a polygon, which holds for all footage of its camera as long "
        "as the camera does not move.",
        {
            "sha256": forms.DIGEST,
            **_NAMED,
            "pts": forms.INTEGER,
            "time_base": forms.RATIONAL,
            "points": forms.POINTS,
            "width_px": forms.COUNT,
            "height_px": forms.COUNT,
        },
    ),
    "zone-withdrawn": Kind("A zone no longer counts; the journal keeps what it said.", {"seq": forms.COUNT}),
    "event-stated": Kind(
        "Something happened: the observations that show it, or the interval in which it lies, or both.",
        {"id": forms.TEXT, "title": forms.TEXT},
        {"members": forms.NAMES, "source": forms.TEXT, **_STATED, **_NAMED, "lasts": forms.BOOLEAN, **_LENGTH},
        any_of=(("members", "start_earliest", "start_latest"),),
    ),
    "event-withdrawn": Kind("An event is no longer stated; it stays on record as withdrawn.", {"id": forms.TEXT}),
    "source-described": Kind(
        "What an original is as a source, and who speaks in it or whose clock wrote it: sources of one origin are one.",
        {
            "id": forms.TEXT,
            "sha256": forms.DIGEST,
            "kind": one_of(*(kind.value for kind in SourceKind)),
            "origin": forms.TEXT,
        },
    ),
    "clock-stated": Kind(
        "A clock that is no recorder's, such as a telephone operator's, and what it was compared with.",
        {"id": forms.TEXT, **_NAMED, "sha256": forms.DIGEST},
        {
            "zone": forms.TEXT,
            "zone_if_unstated": forms.TEXT,
            "drift": forms.RATE,
            "compared": forms.COMPARISONS,
        },
    ),
    "link-stated": Kind(
        "A premise of a person's: that two sightings, or two accounts, are of one event or of one man.",
        {"id": forms.TEXT, **_NAMED, "says": forms.TEXT},
    ),
    "passage-marked": Kind(
        "A passage of an original, or a row of it, tells of an event; by itself it says no time.",
        {"id": forms.TEXT, "event": forms.TEXT, "sha256": forms.DIGEST, "place": forms.TEXT},
        _PASSAGE,
    ),
    "reading-stated": Kind(
        "A row of records says what a clock stood at when an event was.",
        {
            "id": forms.TEXT,
            "event": forms.TEXT,
            "clock": forms.TEXT,
            "displayed": forms.TEXT,
            "read_at": forms.INSTANT,
            "within": forms.DURATION,
            "sha256": forms.DIGEST,
            "column": forms.TEXT,
            **_PASSAGE,
        },
        {"point": one_of("start", "end")},
    ),
    "constraint-stated": Kind(
        "How far two points of events lie apart, or between which times one lies, as sources say it.",
        {"id": forms.TEXT, "to": forms.TEXT, "sources": forms.DIGESTS, "passages": forms.ANCHORS},
        {
            **_NAMED,
            "start": forms.TEXT,
            **_LENGTH,
            "after": forms.INSTANT,
            "before": forms.INSTANT,
            "phrase": forms.TEXT,
            "policy": forms.TEXT,
            "readings": forms.RANGES,
            "links": forms.NAMES,
        },
        any_of=(("least", "most", "after", "before"),),
    ),
    "told-withdrawn": Kind(
        "What was made of a source beside footage no longer counts: a description, a clock, a link, a passage, a "
        "reading or a constraint; it stays on record as withdrawn.",
        {"id": forms.TEXT},
    ),
    "tagged": Kind("A word to find a thing by.", {"target": forms.TEXT, "tag": forms.TEXT}),
    "untagged": Kind("A tag is taken off.", {"target": forms.TEXT, "tag": forms.TEXT}),
    "note-added": Kind("A remark on a thing.", {"target": forms.TEXT, "text": forms.TEXT}),
    "report-written": Kind("A report left the case.", {**_NAMED, "sha256": forms.DIGEST}),
    "correction": Kind("An earlier entry is wrong in this.", {"seq": forms.COUNT, "text": forms.TEXT}),
    "protected-opened": Kind(
        "Entries under encryption were opened with a key, and with them perhaps an original; by whom and why.",
        {"entries": forms.COUNTS},
        {"sha256": forms.DIGEST},
    ),
    "opening-failed": Kind(
        "Somebody tried to open entries under encryption, and nothing was opened.",
        {"entries": forms.COUNTS, "wrong": forms.TEXT},
        {"sha256": forms.DIGEST},
    ),
    "entry-protected": Kind(
        "The content of an earlier entry was encrypted; the stand-in is shown in its place.",
        {**_HIDDEN, "sealed_name": forms.TEXT, "sealed_sha256": forms.DIGEST},
        {"stand_in": forms.OBJECT},
    ),
    "entry-erased": Kind(
        "The content of an earlier entry was erased for good; the stand-in is shown in its place.",
        _HIDDEN,
        {"stand_in": forms.OBJECT},
    ),
}


def body_faults(kind: str, body: Mapping[str, Json]) -> tuple[InputRefused, ...]:
    """Name everything that is wrong with the body of an entry.

    Args:
        kind: a kind of the table.
        body: the fields, without those that are null.

    >>> for fault in body_faults("tagged", {"target": "exhibit", "tga": "van"}):
    ...     print(fault)
    tagged.tag: is missing; it must be text that is not empty
    tagged.tga: is no field of this kind; its fields are tag, target
    """
    form_of = {**KINDS[kind].required, **KINDS[kind].optional}
    missing = [
        InputRefused(f"{kind}.{name}", wrong="is missing", right=f"it must be {form.right}")
        for name, form in KINDS[kind].required.items()
        if name not in body
    ]
    unknown = [
        InputRefused(
            f"{kind}.{name}", wrong="is no field of this kind", right=f"its fields are {', '.join(sorted(form_of))}"
        )
        for name in body
        if name not in form_of
    ]
    malformed = [
        InputRefused(f"{kind}.{name}", wrong=f"is {_short(value)}", right=f"it must be {form_of[name].right}")
        for name, value in body.items()
        if name in form_of and not form_of[name].holds(value)
    ]
    absent = [
        InputRefused(f"{kind}.{group[0]}", wrong="says nothing", right=f"give at least one of {', '.join(group)}")
        for group in KINDS[kind].any_of
        if not any(name in body for name in group)
    ]
    return tuple(missing + unknown + malformed + absent)


def _short(value: Json, most_chars: int = 60) -> str:
    written = repr(value)
    return written if len(written) <= most_chars else written[: most_chars - 1] + "…"
