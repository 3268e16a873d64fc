"""Verbs that say what was followed through footage, and how every second of it was looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

from gestae.cli.options import case_argument, json_option, verb
from gestae.cli.output import Screen
from gestae.workflow.case import read_case
from gestae.workflow.coverage import coverage_document
from gestae.workflow.covering import AGAIN, LEAP, OTHER_STREAM
from gestae.workflow.dive import dive_files
from gestae.workflow.documents import tracks_document
from gestae.workflow.mot import mot_files
from gestae.workflow.trackfiles import write_new

__all__ = ["COMMANDS"]

# What a stretch without a look means.
_UNSEEN: Final = {
    "unreadable": "is where no whole picture came out, or where a file holds less than it says",
    LEAP: "is where a file's own times do not run on: no picture is there, and how much time passed is not known",
    "not looked at": "after another word is where a film changes its size: what follows is another view",
}
# They are decoded as they are stored (docs/adr/decode-as-stored.md), which is how detectors see them.
_TURNED: Final = (
    "and looked at as they are stored: who stands lies on his side there, and is mostly not found; that nobody is "
    "found shows nothing"
)
# What to do about pictures that no look saw; by default they are hidden by an edit.
_RIGHT: Final = {
    AGAIN: "ask for what follows where its times begin anew as a file of its own",
    OTHER_STREAM: "take that stream in as a file of its own",
}


@click.command("tracks")
@case_argument
@click.option(
    "--mot", type=click.Path(path_type=Path), default=None, help="Write MOTChallenge text files into this folder."
)
@click.option(
    "--dive", type=click.Path(path_type=Path), default=None, help="Write DIVE annotation files into this folder."
)
@json_option
@verb
def tracks(screen: Screen, case: Path, mot: Path | None, dive: Path | None) -> None:
    """List what was followed through each footage; write it in the forms of MOTChallenge and of DIVE.

    DIVE is an editor of tracks (kitware.github.io/dive); gestae mark takes back what people draw in it. A file that is
    there already is never replaced.

    \b
    gestae tracks yard.case --mot tracks/
    gestae tracks yard.case --dive dive/
    """
    with read_case(case) as view:
        document = tracks_document(view)
        files = (*(mot_files(view, mot) if mot else ()), *(dive_files(view, dive) if dive else ()))
        written = write_new(files)
    rows = [
        (
            one["name"],
            track["number"],
            track["label"],
            track["seen"],
            track["boxes"],
            track["first_pts"],
            track["last_pts"],
        )
        for one in document["footage"]
        for track in one["tracks"]
    ]
    columns = ("footage", "track #", "label", "seen #", "boxes #", "first pts #", "last pts #")
    screen.table("Tracks", columns, rows, empty=f"nothing was followed; gestae coverage {case} says what was looked at")
    for path in written:
        screen.say(f"wrote {path}")
    screen.document({**document, "written": [str(path) for path in written]})


@click.command("coverage")
@case_argument
@json_option
@verb
def coverage(screen: Screen, case: Path) -> None:
    """Say for every second of every footage how it was looked at, and of what was not looked at, why.

    Seconds count from each file's first frame.

    \b
    gestae coverage yard.case --json
    """
    with read_case(case) as view:
        document = coverage_document(view)
    rows = [
        (
            one["name"],
            one["camera"],
            *(f"{span[end]['seconds']:.2f}" if span[end] else "–" for end in ("from", "to")),
            _how(span),
            span["light_camera_motion"],
        )
        for one in document["footage"]
        for span in one["coverage"]
    ]
    columns = ("footage", "camera", "from s #", "to s #", "people, vehicles", "light, camera, motion")
    screen.table("Coverage", columns, rows, empty="no footage to look at")
    if rows:
        screen.say("'complete' is every frame; between two frames that were looked at an act can pass unseen")
    if any(one["searched"] for one in document["footage"]):
        screen.say(
            "in films of over five minutes nobody is looked for where a search of every frame, or of key frames only, "
            f"found no change: gestae moments {case}"
        )
    for word, says in _UNSEEN.items():
        if any(span["how"] == word for one in document["footage"] for span in one["coverage"]):
            screen.say(f"'{word}' {says}")
    for one in document["footage"]:
        for sentence in _beside(one):
            screen.say(sentence)
    screen.document(document)


def _beside(one: Mapping[str, Any]) -> Iterator[str]:
    """Say of a footage what the table cannot."""
    if one["not_looked_at"]:
        yield f"{one['name']}: {one['not_looked_at']['reason']}; {one['not_looked_at']['right']}"
    if one["turned_deg"] % 360:
        yield f"{one['name']}: its pictures are stored turned by {one['turned_deg']}°, {_TURNED}"
    for stretch in one["hidden"]:
        yield f"{one['name']}: not looked at: {_hidden(stretch)}"


def _hidden(stretch: Mapping[str, Any]) -> str:
    """Word what a file stores and does not show, and what to do about it."""
    after, before = (stretch[end] for end in ("after", "before"))
    where = "before the first picture shown" if after is None else f"after {after['seconds']:.2f} s"
    if after is None and before is None:
        where = "all of it"
    detail = f" ({stretch['detail']})" if stretch["detail"] else ""
    count = f"{stretch['packets']} " if stretch["packets"] else ""
    right = _RIGHT.get(stretch["what"], "ask for an export without edits")
    return f"{count}{stretch['what']}, {where}{detail}; {right}"


def _how(span: dict[str, Any]) -> str:
    return f"one frame in {span['every_n']}" if span["every_n"] else str(span["how"])


COMMANDS: Final = (tracks, coverage)
