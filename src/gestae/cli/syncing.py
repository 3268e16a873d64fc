"""The verb that says how far two recordings lie apart, and takes an offset when a person stands by it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from gestae.base.units import format_duration
from gestae.cli.clashing import tell_if_contradictory
from gestae.cli.options import FINDING, author_option, case_argument, json_option, say_who_acts, verb
from gestae.cli.output import Screen
from gestae.model.offset import OffsetBy
from gestae.workflow.case import Case, Desk
from gestae.workflow.notes import exhibit_named
from gestae.workflow.syncing import WITHIN_M, Asked, Compared, accept_offset, compare, sync_document
from gestae.workflow.syncpicture import draw_comparison

__all__ = ["COMMANDS"]

_NS_PER_S: Final = 1_000_000_000
_PART: Final = (float, float)


@click.command("sync")
@case_argument
@click.argument("a")
@click.argument("b")
@click.option("--how", type=click.Choice([one.value for one in OffsetBy]), default=None, help="Only by this.")
@click.option(
    "--within-m",
    type=click.IntRange(min=0),
    default=WITHIN_M,
    show_default=True,
    help="Metres by which a source of sound may be farther from one camera than from the other.",
)
@click.option("--part-a", type=_PART, default=None, metavar="FROM TO", help="Only these seconds of A.")
@click.option("--part-b", type=_PART, default=None, metavar="FROM TO", help="Only these seconds of B.")
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Draw it here, as SVG.")
@click.option("--accept", is_flag=True, help="Take what is proposed as an offset; needs --why.")
@click.option("--why", "reason", default=None, help="Why you stand by it, as it will stand in the journal.")
@author_option
@json_option
@verb
def sync(
    screen: Screen,
    case: Path,
    a: str,
    b: str,
    how: str | None,
    within_m: int,
    part_a: tuple[float, float] | None,
    part_b: tuple[float, float] | None,
    picture: Path | None,
    accept: bool,
    reason: str | None,
    author: str,
) -> int:
    """Propose how far the times of two recordings lie apart, by sound and by movement, or say why nothing is proposed.

    It counts for nothing until a person accepts it. A and B are exhibits: name, number, or digits of the sha256.

    \b
    gestae sync yard.case gate.mp4 yard.mp4 --picture offset.svg
    gestae sync yard.case gate.mp4 yard.mp4 --how sound --within-m 20
    gestae sync yard.case gate.mp4 yard.mp4 --how movement --accept --why "looked at the picture, and at both films"
    """
    if accept and not (reason or "").strip():
        raise click.UsageError("say --why with --accept")
    senses = (OffsetBy(how),) if how else (OffsetBy.SOUND, OffsetBy.MOVEMENT)
    with Case.open(case, Desk(author)) as opened:
        pair = [exhibit_named(opened.store, name) for name in (a, b)]
        asked = Asked(pair[0], pair[1], senses, within_m, _part_ns(part_a), _part_ns(part_b))
        with screen.progress("holding the two against each other") as line:
            compared = compare(opened, asked, line)
        if picture is not None:
            names = [str(sync_document(opened.store, compared)[side]["name"]) for side in ("a", "b")]
            picture.write_text(draw_comparison(compared.found, names[0], names[1]), encoding="utf-8")
        _tell(screen, sync_document(opened.store, compared), asked)
        if accept:
            say_who_acts(screen, author)
            accept_offset(opened, compared, reason or "")
        document = sync_document(opened.store, compared)
    if picture is not None:
        screen.say(f"picture {picture}")
    _tell_accepted(screen, document)
    if accept:
        tell_if_contradictory(screen, case)
    if compared.proposed and not accept:
        which = f" --how {compared.proposed[0]['how']}" if len(compared.proposed) > 1 else ""
        screen.say(f"next    gestae sync {case} {a} {b}{which} --accept --why REASON")
    screen.document({**document, "accepted_now": accept, "picture": None if picture is None else str(picture)})
    return FINDING if _is_finding(compared) else 0


COMMANDS: Final = (sync,)


def _is_finding(compared: Compared) -> bool:
    return compared.contradicts or not compared.proposed


def _part_ns(part: tuple[float, float] | None) -> tuple[int, int] | None:
    return None if part is None else (round(part[0] * _NS_PER_S), round(part[1] * _NS_PER_S))


def _tell(screen: Screen, document: Mapping[str, Any], asked: Asked) -> None:
    a, b = document["a"]["name"], document["b"]["name"]
    rows = [_row(one) for one in document["found"]]
    columns = ("by", "", "time of A less time of B", "width", "both recorded, s of A", "score #", "second #")
    screen.table(f"A {a}, B {b}", columns, rows, empty="nothing was looked at")
    for one in document["found"]:
        for reason in one["reasons"]:
            screen.say(f"by {one['how']}, no proposal: {reason}")
        for taken in one["assumes"]:
            screen.say(f"by {one['how']}, taken for granted: {taken}")
        _tell_drift(screen, one)
    if OffsetBy.SOUND in asked.senses:
        screen.say(f"sound: bounds hold for sources up to {asked.within_m} m farther from one camera (--within-m)")
    if document["contradict"]:
        screen.warn(
            "sound and movement propose offsets that cannot both be true; look at the picture and at both films"
        )


def _row(one: Mapping[str, Any]) -> tuple[object, ...]:
    if one["best_ns"] is None:
        return (one["how"], "no proposal", "", "", "", "", "")
    first, last = (side / _NS_PER_S for side in one["overlap_ns"])
    span, height, second = f"{first:.2f} to {last:.2f}", f"{one['score']:.1f}", f"{one['second']['score']:.1f}"
    if one["least_ns"] is None:
        return (one["how"], "no proposal", "", "", span, height, second)
    bounds = f"{one['least_ns'] / _NS_PER_S:+.3f} to {one['most_ns'] / _NS_PER_S:+.3f} s"
    return (one["how"], "proposed", bounds, _width(one), span, height, second)


def _width(one: Mapping[str, Any]) -> str:
    width_ns = one["most_ns"] - one["least_ns"]
    said = f"{width_ns / 1e6:.0f} ms"
    return said if one["interval_ns"] is None else f"{said}, {width_ns / one['interval_ns']:.1f} pictures"


def _tell_drift(screen: Screen, one: Mapping[str, Any]) -> None:
    drift = one["drift"]
    if drift is None:
        return
    if not drift["one_fits"]:
        screen.warn(f"by {one['how']}: no one rate fits all parts; the clocks may run unevenly, name shorter stretches")
    elif drift["least_ppm"] is not None and (drift["least_ppm"] > 0 or drift["most_ppm"] < 0):
        rate = f"{drift['least_ppm']:+.0f} to {drift['most_ppm']:+.0f} ppm"
        screen.warn(f"by {one['how']}: the clocks run apart, A against B by {rate}; name shorter stretches")


def _tell_accepted(screen: Screen, document: Mapping[str, Any]) -> None:
    names = {document[side]["sha256"]: document[side]["name"] for side in ("a", "b")}
    for one in document["accepted"]:
        pair = f"time of {names[one['a_sha256']]} less time of {names[one['b_sha256']]}"
        bounds = f"{format_duration(one['least_ns'])} to {format_duration(one['most_ns'])}"
        screen.say(f"on record: entry {one['seq']}, {pair}: {bounds}, by {one['how']}, accepted by {one['author']}")
