"""One valid body for every kind of entry, and strategies that draw entries and whole journals from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from gestae.base.canonical import Json
from gestae.journal.entry import Entry
from gestae.journal.kinds import HIDING, KINDS, OPENING
from gestae.journal.standins import stand_in_of
from gestae.model.time import Instant

SHA: Final = "ab" * 32
OTHER_SHA: Final = "cd" * 32
AT: Final = Instant.parse("2022-03-16T12:00:00Z")
_START: Final[Mapping[str, Json]] = {"n": 3, "pts": 7200, "time_base": "1/90000"}
_PASSAGE: Final[Mapping[str, Json]] = {"place": "line 2", "words": "a grey van", "start_chars": 12, "end_chars": 22}

BODIES: Final[Mapping[str, Mapping[str, Json]]] = {
    "case-opened": {"title": "The yard", "zone": "Europe/Kyiv", "format": 1},
    "recipient-added": {"public_key": "age1wzkfplsush35xvy4wswx0cmqqfmvvqn4q5h3nw8w8s089d7pccaq26zdrp", "note": "n"},
    "item-received": {
        "sha256": SHA,
        "size_bytes": 12,
        "name": "yard.mp4",
        "name_hex": "79ff",
        "item": "footage",
        "protected": False,
        "modified_at": "2022-03-16T14:03:02Z",
        "received_from": "O. Marchuk",
        "camera": "gate",
        "container_sha256": OTHER_SHA,
        "member_name": "a/yard.mp4",
    },
    "item-refused": {"name": "loop", "wrong": "leads back to itself", "right": "hand over the folder"},
    "item-moved": {"sha256": SHA, "movement": "lent", "from_whom": "A", "to_whom": "B", "place": "Kyiv"},
    "acquisition-recorded": {
        "form_sha256": SHA,
        "recorder": "R1",
        "facts": {"export": {"format": "mp4"}},
        "files": [SHA],
        "serial": "0042",
    },
    "time-check-made": {
        "recorder": "R1",
        "displayed": "2022-03-16T14:03:00",
        "reference": "2022-03-16T12:01:20Z",
        "within_ns": 1_000_000_000,
    },
    "clock-read": {
        "sha256": SHA,
        "stream": 0,
        "pts": -90,
        "time_base": "1/90000",
        "displayed": "2022-03-16T14:03:00",
        "how": "tick",
    },
    "offset-accepted": {
        "a_sha256": SHA,
        "b_sha256": OTHER_SHA,
        "first_ns": -5,
        "last_ns": 9_000_000_000,
        "least_ns": -160_000_000,
        "most_ns": 40_000_000,
        "how": "movement",
        "artifact": SHA,
    },
    "zone-drawn": {
        "sha256": SHA,
        "name": "doorway",
        "pts": 3600,
        "time_base": "1/90000",
        "points": [[0, 0], [40, 0], [40, 90]],
        "width_px": 320,
        "height_px": 240,
    },
    "zone-withdrawn": {"seq": 2},
    "camera-named": {"sha256": SHA, "camera": "yard", "recorder": "R1"},
    "facts-read": {"sha256": SHA, "facts": {"streams": [{"codec": "h264"}], "damage": None}},
    "analysis-done": {
        "sha256": SHA,
        "stage": "detect",
        "model": {"name": "m", "sha256": OTHER_SHA},
        "parameters": {"threshold": 0.25},
        "versions": {"gestae": "0.1.0"},
        "artifacts": {"tracks.parquet": OTHER_SHA, "log.txt": SHA},
    },
    "analysis-failed": {"sha256": SHA, "stage": "detect", "wrong": "ended its worker"},
    "artifact-recorded": {"sha256": OTHER_SHA, "name": "still.png", "size_bytes": 7, "media_type": "image/png"},
    "observation-accepted": {
        "id": "o1",
        "footage": SHA,
        "kind": "person_enters",
        "start": _START,
        "end": {"pts": 9000, "time_base": "1/90000", "earliest_pts": 8000, "latest_pts": 9000},
        "rule": "person_enters/1",
        "artifact": OTHER_SHA,
        "says": {"confidence": 0.5, "tracks": ["t1"]},
    },
    "observation-rejected": {"id": "o1"},
    "observation-recorded": {"id": "o2", "footage": SHA, "kind": "smokes", "start": {"n": 12}},
    "event-stated": {
        "id": "e1",
        "title": "The van arrives",
        "members": ["o1"],
        "name": "arrives",
        "lasts": True,
        "least": "1 s",
        "most": "60 s",
    },
    "event-withdrawn": {"id": "e1"},
    "clock-withdrawn": {"seq": 2},
    "offset-withdrawn": {"seq": 2},
    "movement-withdrawn": {"seq": 2},
    "acquisition-withdrawn": {"form_sha256": SHA, "entries": [2, 3], "recorders": ["rec-a"], "originals": [SHA]},
    "source-described": {"id": "t1", "sha256": SHA, "kind": "statement", "origin": "H. Osyka"},
    "clock-stated": {
        "id": "t2",
        "name": "operator",
        "sha256": SHA,
        "zone": "Europe/Kyiv",
        "drift": "20 ppm",
        "compared": [
            {
                "displayed": "2022-03-16 14:03:00",
                "clock": "2022-03-16T12:03:00Z",
                "reference": "2022-03-16T12:03:01Z",
                "within": "2 s",
                "sha256": OTHER_SHA,
            }
        ],
    },
    "link-stated": {"id": "t3", "name": "same-van", "says": "the van at the gate and the van in the yard are one"},
    "passage-marked": {"id": "t4", "event": "e1", "sha256": SHA, **_PASSAGE},
    "reading-stated": {
        "id": "t5",
        "event": "e1",
        "point": "start",
        "clock": "t2",
        "displayed": "2022-03-16 14:20:00",
        "read_at": "2022-03-16T12:20:00Z",
        "within": "1 s",
        "sha256": SHA,
        "column": "start_local",
        "words": "2,2022-03-16 14:20:00",
        "start_chars": 30,
        "end_chars": 51,
        "row": 2,
    },
    "constraint-stated": {
        "id": "t6",
        "name": "w1-ten-seconds",
        "start": "e1.end",
        "to": "e2",
        "least": "0 s",
        "most": "10 s",
        "phrase": "within ten seconds",
        "policy": "en/1",
        "readings": [{"least": "0 s", "most": "10 s"}, {"most": "11 s"}],
        "sources": [SHA],
        "passages": [{"sha256": SHA, **_PASSAGE}],
        "links": ["t3"],
    },
    "told-withdrawn": {"id": "t6"},
    "tagged": {"target": "o1", "tag": "van"},
    "untagged": {"target": "o1", "tag": "van"},
    "note-added": {"target": "e1", "text": "Seen twice."},
    "report-written": {"name": "report.html", "sha256": SHA},
    "correction": {"seq": 2, "text": "The camera is the other one."},
    "protected-opened": {"entries": [2, 3], "sha256": SHA},
    "opening-failed": {"entries": [2], "wrong": "none of the keys fits"},
    "entry-protected": {
        "seq": 1,
        "leaf": SHA,
        "ground": "witness at risk",
        "sealed_name": f"sealed/{SHA}.age",
        "sealed_sha256": OTHER_SHA,
    },
    "entry-erased": {"seq": 1, "leaf": SHA, "ground": "order of the court"},
}


def sample(kind: str, **changed: Json) -> Entry:
    """Give a valid entry of a kind, with some fields changed."""
    return Entry(kind, AT, "O. Hrytsenko", "to have one", {**BODIES[kind], **changed})


def opening(title: str = "The yard") -> Entry:
    """Give the entry that opens a case."""
    return sample(OPENING, title=title)


def note(text: str, target: str = "e1") -> Entry:
    """Give an entry that carries a text of one's own."""
    return sample("note-added", text=text, target=target)


def thinned(entry: Entry) -> Entry:
    """Give what may stand in for an entry of which something may."""
    stand_in = stand_in_of(entry)
    assert stand_in is not None, f"nothing stands in for {entry.kind}"
    return stand_in


APPENDABLE: Final = tuple(kind for kind in KINDS if kind not in (OPENING, *HIDING))
# Few names, so that entries meet: the same original twice, a tag put and taken off, a rejected acceptance.
_NAMES: Final = st.sampled_from(["o1", "o2", "o3"])
_SHAS: Final = st.sampled_from([SHA, OTHER_SHA])
_WORDS: Final = st.text(min_size=1).filter(lambda text: text.strip() != "")
_DRAWN: Final[Mapping[str, st.SearchStrategy[Any]]] = {
    "id": _NAMES,
    "target": _NAMES,
    "tag": st.sampled_from(["van", "bag"]),
    "sha256": _SHAS,
    "recorder": _NAMES,
    "text": _WORDS,
    "camera": _WORDS,
    "title": _WORDS,
}


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Draw an entry that may be appended to a case."""
    kind = draw(st.sampled_from(APPENDABLE))
    changed = {name: draw(_DRAWN[name]) for name in BODIES[kind] if name in _DRAWN}
    at = Instant(draw(st.integers(0, 4 * 10**18)))
    return Entry(kind, at, draw(_WORDS), draw(_WORDS), {**BODIES[kind], **changed})


def journals(most: int = 12) -> st.SearchStrategy[list[Entry]]:
    """Draw what may follow the opening of a case."""
    return st.lists(entries(), max_size=most)
