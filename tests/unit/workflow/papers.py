"""A case with a statement, call records, a letter and a protected statement, and a list that says what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.unit.workflow.cases import add_film, desk, made

from gestae.base.canonical import Json
from gestae.model.evidence import Digest
from gestae.workflow.case import Case
from gestae.workflow.eventlists import Recorded, record_list

STATEMENT: Final = """\
Statement of Halyna Osyka.

A grey van went into the yard, quite fast. A minute or two later I heard
a noise like two planks falling.  It was within ten
seconds of the shout. Then a man came out on a bicycle. Only after him the van came out.
The van was grey.
"""
CALLS: Final = """\
record,caller,start_local,duration_s
1,+380 00 555 0142,2022-03-16 13:50:00,64
2,+380 00 555 0142,2022-03-16 14:20:07,41
"""
LETTER: Final = "The operator's clock agreed with the time signal within two seconds on 16 March 2022 at 10:00."
SEALED: Final = "It was less than ten seconds after we had turned."

LIST: Final = """\
[list]
format = 1
words = "en"

[[source]]
file = "neighbour.txt"
origin = "Halyna Osyka"

[[link]]
id = "same-van"
says = "the van that she saw and the van at the gate are one"

[[clock]]
id = "operator"
source = "calls.csv"
zone = "Europe/Kyiv"
drift = "1 ppm"
compared = [{ clock = "2022-03-16T10:00:00", reference = "2022-03-16T10:00:00", within = "2 s", source = "letter.txt" }]

[[event]]
id = "shout"
title = "Somebody shouts"
[[event.told]]
source = "neighbour.txt"
passage = "the shout"

[[event]]
id = "noise"
title = "Two bangs"
lasts = { min = "1 s", max = "1 min" }
[[event.told]]
source = "neighbour.txt"
passage = "a noise like two planks falling"
[[event.told]]
source = "Statement of Witness 1"
place = "second paragraph"

[[event]]
id = "call"
title = "A guard telephones"
[[event.recorded]]
source = "calls.csv"
row = 2
column = "start_local"
clock = "operator"
within = "1 s"

[[constraint]]
id = "within-ten"
from = "shout"
to = "noise.start"
phrase = "within ten seconds"
source = "neighbour.txt"
passage = "It was within ten seconds of the shout"
links = ["same-van"]

[[constraint]]
from = "noise.end"
to = "call"
min = "0 s"
max = "10 min"
source = "Statement of Witness 1"
place = "last line"
[[constraint.also]]
source = "calls.csv"
row = 2

[[constraint]]
id = "that-day"
to = "shout"
after = "2022-03-16T00:00:00"
before = "2022-03-17T00:00:00"
source = "neighbour.txt"
passage = "A grey van went into the yard"
"""


def add_paper(case: Case, name: str, text: str, *, item: str = "text", is_protected: bool = False) -> str:
    """Journal a paper as an intake does; a protected one's bytes lie elsewhere, under encryption."""
    digest = Digest.of(text.encode()).hex
    if not is_protected:
        case.originals.put_bytes(text.encode())
    body: dict[str, Json] = {
        "sha256": digest, "size_bytes": len(text.encode()), "name": name, "item": item, "protected": is_protected,
    }  # fmt: skip
    case.decide("item-received", "received", **body)
    return digest


def papers(folder: Path, *, film: bool = False) -> Case:
    """Make the case; with a film of four seconds in it if asked."""
    case = made(folder)
    add_paper(case, "neighbour.txt", STATEMENT)
    add_paper(case, "calls.csv", CALLS, item="table")
    add_paper(case, "letter.txt", LETTER)
    add_paper(case, "Statement of Witness 1", SEALED, is_protected=True)
    if film:
        add_film(case, "gate.mp4")
    return case


def listed(folder: Path, text: str = LIST, name: str = "events.toml") -> Path:
    """Write a list into a folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def take_in(case: Case, folder: Path, text: str = LIST, *, again: bool = False) -> Recorded:
    """Take a list in."""
    return record_list(case, listed(folder, text), "as the papers say", again=again)


__all__ = ["CALLS", "LIST", "STATEMENT", "add_paper", "desk", "listed", "papers", "take_in"]
