"""How a person and a program are told what came of a delivery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from gestae.cli.output import Screen, counted
from gestae.model.evidence import RefusedItem
from gestae.model.time import Instant
from gestae.preserve.expect import Comparison
from gestae.workflow.about import local_second
from gestae.workflow.forms import FormTaken
from gestae.workflow.intake import Intake
from gestae.workflow.receipts import Again

__all__ = ["intake_document", "refused_document", "tell_intake"]

_MOST_SHOWN: Final = 10
_MOST_NAMED: Final = 3
_DIGITS: Final = 16
_IF_DIFFERENT: Final = (
    "what came is preserved as it is; have it handed over again from the source, or ask who wrote the list"
)
_IF_MISSING: Final = "look for them where the delivery came from"
_IF_UNLISTED: Final = "ask whether they belong to the delivery"


def tell_intake(screen: Screen, intake: Intake, zone: ZoneInfo) -> None:
    """Tell a person what was taken in, what was refused, what the form gave and how the list of digests compares.

    Args:
        screen: where it is told.
        intake: what came of the delivery.
        zone: in which times are shown.
    """
    screen.say(_counts(intake))
    if intake.papers:
        screen.say(f"kept as {'an exhibit' if len(intake.papers) == 1 else 'exhibits'} too: {', '.join(intake.papers)}")
    _tell_again(screen, intake.again, zone)
    screen.table("Refused", ("item", "what is wrong", "what would be right"), _refusals(intake.refused), empty="")
    for place in intake.in_the_open:
        screen.warn(f"{place}: its bytes lie in this case in the open as well; sealing them hides nothing of that copy")
    if intake.form is not None:
        screen.say(_form_words(intake.form))
        for doubt in intake.form.doubts:
            screen.warn(f"{intake.form.what}: {doubt}; if it is a slip, withdraw the form and give it mended")
    if intake.compared is not None:
        _tell_compared(screen, intake.compared)


def intake_document(intake: Intake) -> dict[str, object]:
    """Give a program what came of a delivery."""
    compared, form = intake.compared, intake.form
    return {
        "format": 1,
        "taken": [{"name": one.received.place, "sha256": one.received.digest.hex} for one in intake.taken],
        "known": [{"name": one.received.place, "sha256": one.received.digest.hex} for one in intake.known],
        "again": [
            {"name": one.received.place, "sha256": one.received.digest.hex, "receipt": one.seq, "at": one.at}
            for one in intake.again
        ],
        "refused": [refused_document(one) for one in intake.refused],
        "acquisition": None
        if form is None
        else {
            "recorders": form.recorders,
            "time_checks": form.checks,
            "clock_readings": form.readings,
            "files": form.files,
            "not_found": list(form.not_found),
            "doubts": list(form.doubts),
        },
        "papers": list(intake.papers),
        "compared": None
        if compared is None
        else {
            "matched": len(compared.matched),
            "different": [one.expected.name for one in compared.different],
            "differences": [
                {
                    "listed_as": one.expected.name,
                    "listed_sha256": one.expected.digest.hex,
                    "came_as": one.under,
                    "sha256": one.found.hex,
                }
                for one in compared.different
            ],
            "missing": [one.name for one in compared.missing],
            "unlisted": list(compared.unlisted),
        },
    }


def refused_document(one: RefusedItem) -> dict[str, object]:
    """Give a program one refusal."""
    return {"name": one.place, "wrong": one.wrong, "right": one.right}


def _counts(intake: Intake) -> str:
    """Say how many items were preserved; what there is none of is not counted."""
    copies = sum(not one.stored.was_new for one in intake.taken)
    said = f"{counted(len(intake.taken), 'item')} preserved now"
    if copies:
        said += f" ({copies} with bytes that the case held already)"
    return said + (f"; {len(intake.known)} known from this delivery" if intake.known else "")


def _tell_again(screen: Screen, again: Sequence[Again], zone: ZoneInfo) -> None:
    if not again:
        return
    shown = again[:_MOST_SHOWN]
    rows = [
        (one.received.place, one.seq, local_second(Instant.parse(one.at), zone), one.received_from) for one in shown
    ]
    columns = ("item", "receipt #", f"received ({zone.key})", "from")
    screen.table("In the case already, and not received again", columns, rows, empty="")
    if len(again) > len(shown):
        screen.say(f"and {len(again) - len(shown)} more")
    these = "this item was" if len(again) == 1 else f"these {len(again)} items were"
    screen.say(f"if {these} really handed over once more, give that hand-over a name: --delivery NAME")


def _refusals(refused: Sequence[RefusedItem]) -> list[tuple[str, str, str]]:
    """Say once what was wrong with several items alike.

    >>> full = [RefusedItem(f"usb/{n}", "finds no room", "make room") for n in range(5)]
    >>> _refusals([RefusedItem("usb/x", "is a pipe", "save it"), *full])
    [('usb/x', 'is a pipe', 'save it'), ('usb/0, usb/1, usb/2 and 2 more', 'finds no room', 'make room')]
    """
    alike: dict[tuple[str, str], list[str]] = {}
    for one in refused:
        alike.setdefault((one.wrong, one.right), []).append(one.place)
    return [(_listed(places), wrong, right) for (wrong, right), places in alike.items()]


def _listed(places: Sequence[str]) -> str:
    more = len(places) - _MOST_NAMED
    return ", ".join(places[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _form_words(form: FormTaken) -> str:
    """Say what was taken from a form, and which of its files are not there.

    >>> _form_words(FormTaken("form.toml", 2, 1, 2, 3, ("DVR_B/ch02.mp4",)))
    'form.toml: 2 recorders, 1 time check, 2 clock readings taken, for 3 files; not found: DVR_B/ch02.mp4'
    >>> _form_words(FormTaken("form.toml", 0, 0, 0, 0, ()))
    'form.toml: nothing new; all that it says of what is here was on record already'
    """
    if form.is_known:
        said = "nothing new; all that it says of what is here was on record already"
    else:
        counts = (
            counted(form.recorders, "recorder"),
            counted(form.checks, "time check"),
            counted(form.readings, "clock reading"),
        )
        said = f"{', '.join(counts)} taken, for {counted(form.files, 'file')}"
    missing = f"; not found: {', '.join(form.not_found)}" if form.not_found else ""
    return f"{form.what}: {said}{missing}"


def _tell_compared(screen: Screen, compared: Comparison) -> None:
    screen.say(f"list of digests: {len(compared.matched)} match")
    rows = [
        (one.under, one.expected.digest.hex[:_DIGITS], one.found.hex[:_DIGITS], one.expected.name)
        for one in compared.different
    ]
    screen.table("Differ from the list", ("came as", "listed sha256", "sha256 now", "listed as"), rows, empty="")
    if rows:
        screen.say(_IF_DIFFERENT)
    for title, right, names in (
        ("are listed and did not come", _IF_MISSING, [one.name for one in compared.missing]),
        ("came and are not listed", _IF_UNLISTED, list(compared.unlisted)),
    ):
        if names:
            screen.say(f"{len(names)} {title}: {', '.join(names)}; {right}")
