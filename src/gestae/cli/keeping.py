"""Verbs that keep a case: its custody and its wholeness."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypedDict, Unpack

import click

from gestae.cli.options import (
    FINDING,
    agrees,
    author_option,
    case_argument,
    json_option,
    reason_option,
    verb,
    workers_option,
)
from gestae.cli.output import Screen, counted
from gestae.model.evidence import Custody
from gestae.workflow.case import Case, Desk
from gestae.workflow.documents import integrity_document, reproduction_document
from gestae.workflow.handing import Step, check_step, move
from gestae.workflow.integrity import Integrity, verify_case
from gestae.workflow.lost import places
from gestae.workflow.reproducing import reproduce

__all__ = ["COMMANDS"]

_MOST_FILES: Final = 6
_HEAD_PROVES = (
    "This head proves nothing by itself: whoever holds the case could have written the journal anew. "
    "A copy of it kept or time-stamped elsewhere proves that nothing up to it was rewritten "
    "(gestae verify CASE --head {seq}:{hex})."
)


_LAST_STEP: Final = "No step follows after this one. Record {!r} as disposed?"
_LEFT: Final = "nothing was recorded"


class _Said(TypedDict):
    whom: str | None
    place: str | None
    how: str | None


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
        held = ", ".join(
            (
                counted(found.head.seq, "entry", "entries"),
                counted(found.originals, "original"),
                counted(found.artifacts, "file of machine output", "files of machine output"),
            )
        )
        screen.say(f"{path} is whole: {held}; its tables say what the journal says")
    for recorder, why in found.silent:
        screen.say(f"recorder {recorder} places nothing: {why}")
    screen.say(f"head    {found.head.seq}:{found.head.hex}")
    if head is not None and found.is_whole:
        seq, _, digits = head.partition(":")
        screen.say(f"kept    {seq}:{digits[:8]}… holds: nothing up to entry {seq} was rewritten")
    for sentence in _not_proved(found):
        screen.say(sentence)
    if found.pictures:
        screen.say(f"pictures beside the case may show what is hidden: {', '.join(found.pictures)}")
    screen.say(_HEAD_PROVES.format(seq=found.head.seq, hex=f"{found.head.hex[:8]}…"))
    screen.document(integrity_document(found))
    return 0 if found.is_whole else FINDING


def _not_proved(found: Integrity) -> Iterator[str]:
    """Say what is shown for hidden entries and nothing proves."""
    after = found.hidden_after
    if after:
        entries, were, them = ("entry", "was", "it") if len(after) == 1 else ("entries", "were", "them")
        shown = f"what is shown for {them} is not vouched for by it"
        yield f"{entries} {places(after)} {were} hidden after this head; {shown}"
    if found.unvouched:
        seqs = {seq for seq, _ in found.unvouched}
        files = list(dict.fromkeys(sha256[:12] for _, sha256 in found.unvouched))
        more = f" and {len(files) - _MOST_FILES} more" if len(files) > _MOST_FILES else ""
        entries = "entry" if len(seqs) == 1 else "entries"
        them = "it" if len(files) == 1 else "them"
        yield (
            f"not vouched for: {', '.join(files[:_MOST_FILES])}{more}; nothing but what is shown for the hidden "
            f"{entries} {places(seqs)} names {them}"
        )


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
    screen.table(
        f"{counted(len(rows), 'row')} differed", ("table", "key", "was"), rows, empty="rebuilt; every row is equal"
    )
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
    """Hash, decode, detect, read clocks and place offsets again; name every difference from what the case records.

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
@click.option("--how", default=None, help="Of disposed: in what way, such as shredded.")
@click.option("--yes", is_flag=True, help="Do not ask, where disposed is the last step.")
@author_option
@reason_option()
@json_option
@verb
def custody(
    screen: Screen, case: Path, exhibit: str, step: str, yes: bool, author: str, reason: str, **said: Unpack[_Said]
) -> int:
    """Record that an exhibit changed hands or places.

    Lent says to whom, and comes back from there; disposed says to whom or how, and ends the exhibit's custody. A step
    that was recorded wrongly is taken back by its entry (gestae withdraw); the journal keeps it.

    \b
    gestae custody yard.case gate.mp4 lent --whom "Forensic institute" --why "order 114/22"
    gestae custody yard.case gate.mp4 returned --whom "Forensic institute" --why "examined"
    gestae custody yard.case gate.mp4 disposed --how "given back to its owner" --why "order 9"
    """
    told = Step(Custody(step), **said)
    with Case.open(case, Desk(author)) as opened:
        check_step(opened, exhibit, told)
        asks = told.movement is Custody.DISPOSED and not yes
        if asks and not agrees(screen, _LAST_STEP.format(exhibit), _LEFT):
            return FINDING
        sha256 = move(opened, exhibit, told, reason)
        seq = opened.store.head().seq
    screen.say(f"{exhibit} ({sha256[:12]}): {step}, entry {seq}")
    screen.say(f"wrong?  gestae withdraw {case} {seq} --why REASON")
    screen.document({"format": 1, "sha256": sha256, "step": step, "seq": seq})
    return 0


COMMANDS: Final = (verify, rebuild, reproduce_, custody)
