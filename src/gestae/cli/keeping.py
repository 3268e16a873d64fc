"""Verbs that keep a case: its custody, its wholeness, what must be hidden."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from gestae.cli.options import FINDING, author_option, case_argument, json_option, reason_option, verb, workers_option
from gestae.cli.output import Screen, counted
from gestae.model.evidence import Custody
from gestae.workflow.case import Case, Desk
from gestae.workflow.documents import integrity_document, reproduction_document
from gestae.workflow.integrity import verify_case
from gestae.workflow.notes import move
from gestae.workflow.protected import make_key, recipients_of
from gestae.workflow.reproducing import reproduce
from gestae.workflow.withholding import Withheld, erase_entries, open_entry, protect_entries

__all__ = ["COMMANDS"]

_HEAD_PROVES = (
    "This head proves nothing by itself: whoever holds the case could have written the journal anew. "
    "A copy of it kept or time-stamped elsewhere proves that nothing up to it was rewritten "
    "(gestae verify CASE --head {seq}:{hex})."
)

_MOST_NAMED: Final = 12


@click.command("verify")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--head", default=None, help="A head that was kept elsewhere, as SEQ:HEX.")
@json_option
@verb
def verify(screen: Screen, path: Path, head: str | None) -> int:
    """Check a case: chain, state, originals, artifacts; every fault is reported, nothing is changed.

    \b
    gestae verify yard.case
    gestae verify yard.case --head 212:9f0c…
    """
    with screen.progress("verifying") as line:
        found = verify_case(path, head, progress=line)
    rows = [(fault.where, fault.what, fault.right) for fault in found.faults]
    if rows:
        screen.table(counted(len(rows), "fault"), ("where", "what is wrong", "what would be right"), rows, empty="")
    else:
        held = f"{found.head.seq} entries, {found.originals} originals, {found.artifacts} artifacts"
        screen.say(f"{path} is whole: {held}, state equal to the journal")
    for recorder, why in found.silent:
        screen.say(f"recorder {recorder} places nothing: {why}")
    screen.say(f"head    {found.head.seq}:{found.head.hex}")
    if head is not None and found.is_whole:
        seq, _, digits = head.partition(":")
        screen.say(f"kept    {seq}:{digits[:8]}… holds: nothing up to entry {seq} was rewritten")
    screen.say(_HEAD_PROVES.format(seq=found.head.seq, hex=f"{found.head.hex[:8]}…"))
    screen.document(integrity_document(found))
    return 0 if found.is_whole else FINDING


@click.command("rebuild")
@case_argument
@author_option
@json_option
@verb
def rebuild(screen: Screen, case: Path, author: str) -> int:
    """Make the case's tables again from the journal alone, and say where they differed.

    \b
    gestae rebuild yard.case
    """
    with Case.open(case, Desk(author)) as opened:
        found = opened.store.rebuild()
    rows = [(one.table, str(one.key), "missing" if one.live is None else "other") for one in found]
    screen.table(f"{len(rows)} rows differed", ("table", "key", "was"), rows, empty="rebuilt; every row is equal")
    screen.document(
        {"format": 1, "equal": not found, "rows": [{"table": r[0], "key": r[1], "was": r[2]} for r in rows]}
    )
    return FINDING if found else 0


@click.command("reproduce")
@case_argument
@workers_option
@author_option
@json_option
@verb
def reproduce_(screen: Screen, case: Path, workers: int | None, author: str) -> int:
    """Hash, decode and detect again; name every difference from what the case records.

    \b
    gestae reproduce yard.case
    """
    with Case.open(case, Desk(author)) as opened, screen.progress("reproducing") as line:
        found = reproduce(opened, workers=workers, progress=line)
    rows = [(one.footage, one.what, one.recorded, one.found) for one in found]
    equal = "everything came out as recorded, byte for byte"
    screen.table(counted(len(rows), "difference"), ("footage", "what", "recorded", "found"), rows, empty=equal)
    screen.document(reproduction_document(found))
    return FINDING if found else 0


@click.command("custody")
@case_argument
@click.argument("exhibit")
@click.argument("step", type=click.Choice([step.value for step in Custody if step is not Custody.RECEIVED]))
@click.option("--whom", default=None, help="To whom (moved, lent, disposed) or from whom (returned).")
@click.option("--place", default=None, help="Where it is after the step.")
@author_option
@reason_option()
@json_option
@verb
def custody(
    screen: Screen, case: Path, exhibit: str, step: str, whom: str | None, place: str | None, author: str, reason: str
) -> None:
    """Record that an exhibit changed hands or places.

    \b
    gestae custody yard.case gate.mp4 lent --whom "Forensic institute" --why "order 114/22"
    gestae custody yard.case gate.mp4 returned --whom "Forensic institute" --why "examined"
    """
    with Case.open(case, Desk(author)) as opened:
        sha256 = move(opened, exhibit, Custody(step), whom=whom, place=place, reason=reason)
    screen.say(f"{exhibit} ({sha256[:12]}): {step}")
    screen.document({"format": 1, "sha256": sha256, "step": step})


@click.command("protect")
@case_argument
@click.argument("entries", nargs=-1, type=int, required=True)
@click.option("--key", type=click.Path(path_type=Path), default=None, help="Make a new key in this file first.")
@author_option
@click.option("--ground", required=True, help="The ground, without the words that are to be hidden.")
@json_option
@verb
def protect(screen: Screen, case: Path, entries: tuple[int, ...], key: Path | None, author: str, ground: str) -> None:
    """Move the content of journal entries under encryption; their leaves stay and everything still verifies.

    \b
    gestae log yard.case
    gestae protect yard.case 14 15 --ground "witness protection, order 7" --key ../yard.key
    """
    with Case.open(case, Desk(author)) as opened:
        if key is not None:
            make_key(opened, key)
            screen.warn(f"key {key} made; keep it where the case is not: without it nothing protected opens")
        recipients_of(opened.store)
        done = protect_entries(opened, entries, ground)
    _tell_withheld(screen, "protected", done)


@click.command("erase")
@case_argument
@click.argument("entries", nargs=-1, type=int, required=True)
@author_option
@click.option("--ground", required=True, help="The ground, without the words that are to be erased.")
@click.confirmation_option(prompt="What is erased cannot be had back. Erase?")
@json_option
@verb
def erase(screen: Screen, case: Path, entries: tuple[int, ...], author: str, ground: str) -> None:
    """Erase the content of journal entries for good, on a stated ground; their leaves stay.

    \b
    gestae erase yard.case 14 --ground "court order 12 of 2026-11-20" --yes
    """
    with Case.open(case, Desk(author)) as opened:
        done = erase_entries(opened, entries, ground)
    _tell_withheld(screen, "erased", done)


@click.command("open")
@case_argument
@click.argument("entry", type=int)
@click.option("--key", type=click.Path(exists=True, path_type=Path), required=True, help="A file of age secret keys.")
@author_option
@reason_option()
@json_option
@verb
def open_(screen: Screen, case: Path, entry: int, key: Path, author: str, reason: str) -> None:
    """Open one protected entry with its key; that it is opened is journaled first.

    \b
    gestae open yard.case 14 --key ../yard.key --why "for the hearing of 3 May"
    """
    with Case.open(case, Desk(author)) as opened:
        found = open_entry(opened, entry, key, reason)
    document = found.as_json()
    body = document["body"]
    rows = [(name, str(value)) for name, value in sorted(body.items())] if isinstance(body, dict) else []
    screen.table(f"Entry {entry}: {found.kind}, {found.author}: {found.reason}", ("field", "content"), rows, empty="")
    screen.document({"format": 1, "seq": entry, "entry": document})


COMMANDS: Final = (verify, rebuild, reproduce_, custody, protect, erase, open_)


def _tell_withheld(screen: Screen, what: str, done: Withheld) -> None:
    screen.say(
        f"{what} {counted(len(done.entries), 'entry', 'entries')}; recorded as {', '.join(map(str, done.recorded_as))}"
    )
    if done.reports_before:
        screen.warn("pages written before may still hold the words: " + ", ".join(done.reports_before))
    if done.originals:
        names = ", ".join(sha256[:12] for sha256 in done.originals)
        screen.warn(f"the originals stay in the case, bytes and all; only their receipts are {what}: {names}")
    if done.artifacts:
        screen.warn(f"{counted(len(done.artifacts), 'artifact')} made from them or recorded by them stay in the case")
    if done.repeated_in:
        shown = ", ".join(map(str, done.repeated_in[:_MOST_NAMED]))
        more = f" and {len(done.repeated_in) - _MOST_NAMED} more" if len(done.repeated_in) > _MOST_NAMED else ""
        screen.warn(f"names or numbers of what was {what} stand in other entries too: {shown}{more}")
    screen.document(
        {
            "format": 1,
            what: list(done.entries),
            "recorded_as": list(done.recorded_as),
            "reports_before": list(done.reports_before),
            "originals": list(done.originals),
            "artifacts": list(done.artifacts),
            "repeated_in": list(done.repeated_in),
        }
    )
