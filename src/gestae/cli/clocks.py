"""The verb that reads the clock burnt into footage, and takes what it read when a person stands by it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from gestae.cli.clashing import tell_if_contradictory
from gestae.cli.options import FINDING, author_option, case_argument, json_option, verb, workers_option
from gestae.cli.output import Screen, counted
from gestae.workflow.burntin import ClocksRead, clock_document, read_clocks
from gestae.workflow.case import Case, Desk
from gestae.workflow.clockaccept import Terms, accept_clock
from gestae.workflow.clockfacts import strip_of
from gestae.workflow.notes import exhibit_named

__all__ = ["COMMANDS", "tell_clocks"]

_ORDERS: Final = click.Choice(["year-month-day", "day-month-year", "month-day-year"])
_MS_NS: Final = 1_000_000
# No clock is so wrong: what differs by more was not filmed at the pace at which it is played.
_ALIKE_PPM: Final = 10_000


@click.command("clock")
@case_argument
@click.argument("footage", required=False)
@click.option("--accept", is_flag=True, help="Take what was read of FOOTAGE as clock readings; needs --why.")
@click.option("--why", "reason", default=None, help="Why you stand by it, as it will stand in the journal.")
@click.option("--stretch", type=click.IntRange(min=1), default=None, help="Which stretch, where the clock jumped.")
@click.option("--part", type=click.IntRange(min=1), default=None, help="Which part, where the file's own time leaps.")
@click.option("--date-order", type=_ORDERS, default=None, help="What the date means, where that is open.")
@click.option("--on", "day", default=None, help="The date (YYYY-MM-DD) of the stretch, where the display shows none.")
@click.option("--within", "within_ms", type=click.IntRange(min=0), default=0, help="Widen each tick by so many ms.")
@click.option("--pictures", type=click.Path(file_okay=False, path_type=Path), help="Write the cut-out displays here.")
@workers_option
@author_option
@json_option
@verb
def clock_(
    screen: Screen,
    case: Path,
    footage: str | None,
    accept: bool,
    reason: str | None,
    stretch: int | None,
    part: int | None,
    date_order: str | None,
    day: str | None,
    within_ms: int,
    pictures: Path | None,
    workers: int | None,
    author: str,
) -> int:
    """Read the clock that is burnt into the picture; it counts for nothing until a person accepts it.

    \b
    gestae clock yard.case
    gestae clock yard.case gate.mp4 --pictures clocks
    gestae clock yard.case gate.mp4 --accept --why "compared with the cut-out pictures"
    """
    if accept and (footage is None or not (reason or "").strip()):
        raise click.UsageError("name the footage and say --why with --accept")
    taken = 0
    with Case.open(case, Desk(author)) as opened:
        only = [exhibit_named(opened.store, footage)] if footage else []
        with screen.progress("reading clocks") as line:
            done = read_clocks(opened, only, workers=workers, progress=line)
        if accept:
            terms = Terms(stretch, date_order, day, within_ms * _MS_NS, part)
            taken = len(accept_clock(opened, only[0], terms, reason or ""))
        document = clock_document(opened.store, only)
        written = _write_strips(opened, document, pictures) if pictures else []
    if done.feature_off:
        screen.warn(f"feature off: {done.feature_off}")
    _tell(screen, document)
    screen.table("Not read", ("file", "reason"), done.failed, empty="")
    for path in written:
        screen.say(f"picture {path}")
    if accept:
        screen.say(f"accepted {counted(taken, 'clock reading')}; gestae withdraw takes one back")
        tell_if_contradictory(screen, case)
    screen.say(f"next    gestae clock {case} FILE --pictures FOLDER    gestae clock {case} FILE --accept --why REASON")
    screen.document({**document, "accepted_now": taken, "pictures": [str(path) for path in written]})
    return FINDING if done.failed else 0


COMMANDS: Final = (clock_,)


def tell_clocks(screen: Screen, done: ClocksRead, case: Path) -> None:
    """Say after another command's work in how many files a clock was read, and what to do with it."""
    if done.feature_off:
        screen.warn(f"feature off: {done.feature_off}")
    for name, why in done.failed:
        screen.say(f"clock not looked for in {name}: {why}")
    if done.shown:
        many = counted(len(done.shown), "recording")
        screen.say(f"a clock is shown in {many}; what was read of it places nothing until a person accepts it")
        screen.say(f"next    gestae clock {case}")


def _write_strips(case: Case, document: Mapping[str, Any], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in document["clocks"]:
        picture = strip_of(case.store, one["sha256"])
        if picture is not None:
            path = folder / f"clock-{one['exhibit']}-{one['sha256'][:12]}.png"
            path.write_bytes(picture)
            written.append(path)
    return written


def _tell(screen: Screen, document: Mapping[str, Any]) -> None:
    rows: list[tuple[object, ...]] = []
    for one in document["clocks"]:
        read = one["read"]
        stretches = read["stretches"] if read else []
        if not stretches:
            rows.append((one["exhibit"], one["name"], one["status"], "", "", "", ""))
        for number, stretch in enumerate(stretches, 1):
            name = one["name"] if len(stretches) == 1 else f"{one['name']}, stretch {number}"
            seen = (_moment(stretch["first"]), _moment(stretch["last"]), len(stretch["ticks"]), _rate(stretch["rate"]))
            rows.append((one["exhibit"], name, one["status"], *seen))
    columns = ("#", "footage", "clock", "first shown", "last shown", "ticks #", "rate, ppm #")
    screen.table(
        "Clocks burnt into the picture, as read by the machine", columns, rows, empty="no footage with pictures"
    )
    for one in document["clocks"]:
        has_any = bool(one["read"] and one["read"]["stretches"])
        remarks = _remarks(one) if has_any else one["why"] or _why_none(one["read"])
        if remarks:
            screen.say(f"{one['name']}: {remarks}")
        _tell_breaks(screen, one)


def _why_none(read: Mapping[str, Any] | None) -> str:
    if read is None:
        return ""
    if read["region"] is None:
        return f"{counted(read['texts'], 'text')} in the pictures, none reads as a time of day with seconds"
    return "a clock stands there, and none of its readings hold together"


def _moment(reading: Mapping[str, Any]) -> str:
    return f"{reading['text']} at {float(reading['at']['seconds']):.2f} s"


def _rate(rate: Mapping[str, Any]) -> str:
    if not rate["one_fits"]:
        return "no one rate fits"
    least, most = rate["least_ppm"], rate["most_ppm"]
    return "" if least is None or most is None else f"{least:+.0f} to {most:+.0f}"


def _remarks(one: Mapping[str, Any]) -> str:
    read = one["read"]
    further = counted(read["other_places"], "further place")
    said = (
        (len(read["date_orders"]) > 1, f"date open: {' or '.join(read['date_orders'])}"),
        (read["hours"] == "not told", "whether of 12 or 24 hours is not told"),
        (not read["checked"], "too few readings to check one another"),
        (read["doubts"], f"{counted(len(read['doubts']), 'reading')} left out"),
        (
            any(_runs_otherwise(stretch["rate"]) for stretch in read["stretches"]),
            "display and file do not run alike: the film was slowed or quickened, or the clock stood still",
        ),
        (read["every_s"] > 1, f"followed every {read['every_s']} s: a jump there and back between is not seen"),
        (read["other_places"], f"{further} reads as a time and was not followed"),
        (one["file_time"], _file_time(one["file_time"] or {})),
        (one["accepted"], f"{counted(len(one['accepted']), 'reading')} on record"),
    )
    return "; ".join(sentence for holds, sentence in said if holds)


def _runs_otherwise(rate: Mapping[str, Any]) -> bool:
    least, most = rate["least_ppm"], rate["most_ppm"]
    return (least is not None and least > _ALIKE_PPM) or (most is not None and most < -_ALIKE_PPM)


def _file_time(file_time: Mapping[str, Any]) -> str:
    apart = [f"{hours:+.2f} h" for hours in file_time.get("apart_h", {}).values()]
    if not apart:
        return f"the file says it was made {file_time.get('says')}"
    beside = " or ".join(apart)
    return f"the file says it was made {file_time['says']}, its first picture shows {beside} beside that; not resolved"


def _tell_breaks(screen: Screen, one: Mapping[str, Any]) -> None:
    for number, found in enumerate(one["read"]["breaks"] if one["read"] else [], 1):
        moved = f"{found['least_s']:+.2f} to {found['most_s']:+.2f} s beside the file"
        doubt = "; one digit differs: misread, or the clock was set" if found["digits"] == 1 else ""
        where = f"between {_moment(found['before'])} and {_moment(found['after'])}"
        screen.say(f"{one['name']}, break {number}: {where} the display moved {moved}{doubt}")
