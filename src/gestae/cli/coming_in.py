"""Verbs that begin a case and take things in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import click
from click.core import ParameterSource

from gestae.cli.clocks import tell_clocks
from gestae.cli.options import (
    DONE,
    FINDING,
    REFUSED,
    author_option,
    case_argument,
    json_option,
    reason_option,
    say_who_acts,
    verb,
    workers_option,
)
from gestae.cli.output import Screen, counted
from gestae.cli.receiving import intake_document, refused_document, tell_intake
from gestae.cli.reporting import conflicts_of, tell_faults
from gestae.preserve.acquisition import form_template
from gestae.store.case import DATABASE
from gestae.workflow.about import zone_of
from gestae.workflow.analyze import read_new_facts
from gestae.workflow.case import Case, Desk, create_case
from gestae.workflow.check import Checked, check_seeds
from gestae.workflow.demo import Demo, build_demo
from gestae.workflow.foreseeing import absent
from gestae.workflow.intake import Delivery, add, check
from gestae.workflow.investigate import investigate
from gestae.workflow.protected import add_recipient, make_key
from gestae.workflow.unlooked import unlooked
from gestae.workflow.withholding import check_key

__all__ = ["COMMANDS"]

_PATHS = click.Path(path_type=Path)
_ZONE_HELP = "The zone in which times are shown, such as Europe/Kyiv."


def _print_template(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    """Print the form before anything else is asked for."""
    if value:
        click.echo(form_template())
        ctx.exit()


@click.command("demo")
@click.option("--to", type=_PATHS, default=Path("demo"), show_default=True, help="The folder to build it in.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed draws another film.")
@click.option("--check", is_flag=True, help="Compare what was found with the film's exact truth.")
@click.option("--seeds", default=None, help="With --check: several seeds, such as 1-5 or 1,7,9.")
@click.option("--replace", is_flag=True, help="Remove the demo that lies in that folder, and build it anew.")
@click.option("--discard-decisions", "discard", is_flag=True, help="With --replace: also if people worked on its case.")
@workers_option
@json_option
@verb
def demo(
    screen: Screen,
    to: Path,
    seed: int,
    check: bool,
    seeds: str | None,
    replace: bool,
    discard: bool,
    workers: int | None,
) -> int:
    """Draw the sample incident and build its case and report.

    \b
    gestae demo
    gestae demo --seed 7 --to seven
    gestae demo --check --seeds 1-5
    """
    if check:
        with screen.progress("checking") as line:
            checked = check_seeds(to, _seeds(seeds, seed), discard=discard, workers=workers, progress=line)
        return _tell_checked(screen, checked)
    with screen.progress("the yard") as line:
        built = build_demo(to, seed=seed, replace=replace, discard=discard, workers=workers, progress=line)
    return _tell_demo(screen, built)


@click.command("investigate")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--case", "case", type=_PATHS, required=True, help="The case to make, or to go on with.")
@click.option("--title", default=None, help="The case's title; default: the folder's name.")
@click.option("--zone", default="UTC", show_default=True, help=_ZONE_HELP)
@click.option("--from", "received_from", default=None, help="Who handed it over.")
@click.option("--acquisition", type=click.Path(exists=True, path_type=Path), default=None, help="The acquisition form.")
@workers_option
@author_option
@json_option
@verb
def investigate_(
    screen: Screen,
    folder: Path,
    case: Path,
    title: str | None,
    zone: str,
    received_from: str | None,
    acquisition: Path | None,
    workers: int | None,
    author: str,
) -> int:
    """Do all of it in one go: init, add, analyze, clock, order, report.

    What was not taken in, or could not be looked at, is named with what to do, and the exit code is 3. What
    contradicts itself in the report is told as `gestae report` tells it.

    \b
    gestae investigate seized/ --case yard.case --zone Europe/Kyiv --acquisition handover.toml
    """
    say_who_acts(screen, author)
    _say_what_is_assumed(screen, case, received_from or acquisition)
    delivery = Delivery((folder,), received_from=received_from, acquisition=acquisition)
    with screen.progress("investigating") as line:
        done = investigate(
            case,
            Desk(author),
            delivery,
            title=title or folder.resolve().name,
            zone=zone,
            workers=workers,
            progress=line,
        )
    tell_intake(screen, done.intake, done.zone)
    missed = done.analysis.not_looked_at
    for one in missed:
        screen.say(f"not looked at: {one.words}")
    if done.analysis.feature_off:
        screen.warn(f"feature off: {done.analysis.feature_off}")
    screen.say(f"looked at {counted(done.analysis.looked_at, 'file')} now, {done.analysis.known} before")
    waiting, standing = done.report.proposals, done.report.events
    wait, stand = "waits" if waiting == 1 else "wait", "stands" if standing == 1 else "stand"
    screen.say(f"{counted(waiting, 'proposal')} {wait} for a decision; {counted(standing, 'event')} {stand}")
    screen.say(f"case    {case}\nreport  {done.report.path}")
    screen.say(f"next    gestae observations {case}    gestae show {case} ID    gestae accept {case} ID --why REASON")
    tell_clocks(screen, done.clocks, case)
    screen.document(
        {
            "format": 1,
            "case": str(case),
            "report": str(done.report.path),
            "taken": len(done.intake.taken),
            "known": len(done.intake.known),
            "again": len(done.intake.again),
            "refused": [refused_document(one) for one in done.intake.refused],
            "looked_at": done.analysis.looked_at,
            "not_looked_at": [one.document() for one in missed],
            "feature_off": done.analysis.feature_off or None,
            "clocks": {"shown_in": [*done.clocks.shown], "feature_off": done.clocks.feature_off or None},
            "proposals": done.report.proposals,
            "conflicts": conflicts_of(done.report),
            "set_aside": [*done.report.set_aside],
        }
    )
    if tell_faults(screen, done.report, case) == FINDING or any(one.is_fault_of_case for one in missed):
        return FINDING
    return REFUSED if done.intake.refused or any(one.is_refused for one in missed) else DONE


@click.command("init")
@case_argument
@click.option("--title", required=True, help="What the case is called.")
@click.option("--zone", required=True, help=_ZONE_HELP)
@click.option("--recipient", "recipients", multiple=True, help="An age public key that opens what is protected.")
@author_option
@reason_option("a case begins")
@json_option
@verb
def init(
    screen: Screen, case: Path, title: str, zone: str, recipients: tuple[str, ...], author: str, reason: str
) -> int:
    """Begin a case: an empty folder with its first entry.

    \b
    gestae init yard.case --title "The yard" --zone Europe/Kyiv
    """
    say_who_acts(screen, author)
    with create_case(case, Desk(author), title=title, zone=zone, reason=reason) as made:
        for public_key in recipients:
            add_recipient(made, public_key, "named when the case began")
        head = made.store.head()
    screen.say(f"case {case} begins; journal head {head.seq}:{head.hex}")
    screen.say(f"next    gestae add {case} FILES --from WHO")
    screen.document({"format": 1, "case": str(case), "head": {"seq": head.seq, "sha256": head.hex}})
    return 0


@click.command("add")
@case_argument
@click.argument("paths", nargs=-1, type=_PATHS)
@click.option("--camera", default=None, help="The camera that all of these files are from.")
@click.option("--from", "received_from", default=None, help="Who handed it over.")
@click.option(
    "--expect", type=click.Path(exists=True, path_type=Path), help="Digests of a seizure record to compare with."
)
@click.option("--acquisition", type=click.Path(exists=True, path_type=Path), help="The acquisition form (TOML).")
@click.option(
    "--acquisition-template",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_template,
    help="Print an empty acquisition form and stop; it needs no case.",
)
@click.option("--protected", is_flag=True, help="Encrypt the originals and record pseudonymous names.")
@click.option("--pseudonym", default=None, help="With --protected: the name to record.")
@click.option(
    "--key", type=_PATHS, default=None, help="With --protected: make a new key in this file, outside the case."
)
@click.option("--names", default="utf-8", show_default=True, help="Encoding of names that are not UTF-8, or 'bytes'.")
@click.option("--delivery", default=None, help="A name for this hand-over; the same files again need another.")
@author_option
@reason_option("received")
@json_option
@verb
def add_(
    screen: Screen,
    case: Path,
    paths: tuple[Path, ...],
    camera: str | None,
    received_from: str | None,
    expect: Path | None,
    acquisition: Path | None,
    protected: bool,
    pseudonym: str | None,
    key: Path | None,
    names: str,
    delivery: str | None,
    author: str,
    reason: str,
) -> int:
    """Take in files, folders and ZIP archives; read the facts of what is footage.

    \b
    gestae add yard.case usb/ --from "Duty officer" --acquisition handover.toml
    gestae add yard.case usb/ --expect SHA256SUMS
    gestae add yard.case statement.txt --protected --pseudonym "Witness 1" --key ../yard.key
    """
    _refuse_half_protected(protected=protected, pseudonym=pseudonym, key=key)
    _refuse_nothing(paths, acquisition)
    say_who_acts(screen, author)
    handed = Delivery(paths, received_from, camera, expect, acquisition, protected, pseudonym, names, delivery, reason)
    with Case.open(case, Desk(author)) as opened:
        if key is not None:
            check_key(opened, key)
            check(opened, handed)
            public = make_key(opened, key)
            screen.warn(f"key {key} made ({public}); keep it where the case is not: without it nothing protected opens")
        with screen.progress("taking in") as line:
            intake = add(opened, handed, progress=line)
            found = read_new_facts(opened, progress=line)
        new = {one.received.digest.hex for one in intake.taken}
        zone = zone_of(opened.store)
        closed = [one for one in unlooked(opened.store) if one.sha256 in new and one.is_refused]
    tell_intake(screen, intake, zone)
    screen.say(f"{found} of the new items {'is' if found == 1 else 'are'} footage or sound")
    for one in closed:
        screen.warn(f"cannot be looked at: {one.words}")
    screen.say(f"next    gestae analyze {case}    gestae footage {case}")
    screen.document(intake_document(intake))
    # What differs from a list is graver than what could not be read: one exit code has to say it.
    if intake.compared is not None and not intake.compared.agrees:
        return FINDING
    return REFUSED if intake.refused else DONE


COMMANDS: Final = (demo, investigate_, init, add_)


def _say_what_is_assumed(screen: Screen, case: Path, handed_over: object) -> None:
    """Say what nobody said: a case keeps its zone, and a receipt the name of who handed it over."""
    given = click.get_current_context().get_parameter_source
    is_there = (case / DATABASE).is_file()
    if not is_there and given("zone") is ParameterSource.DEFAULT:
        screen.warn("times will be shown in UTC, for no --zone was given; a case keeps the zone that it begins with")
    if is_there:
        named = [f"--{name}" for name in ("zone", "title") if given(name) is not ParameterSource.DEFAULT]
        if named:
            screen.warn(f"the case is there already and keeps its own: {' and '.join(named)} changed nothing")
    if not handed_over:
        screen.warn("nobody is recorded as who handed this over; --from WHO, or an acquisition form, says it")


def _refuse_half_protected(*, protected: bool, pseudonym: str | None, key: Path | None) -> None:
    """Refuse what belongs to protection where it is not asked for: a statement would lie in the open for good."""
    if not protected and (pseudonym is not None or key is not None):
        raise click.UsageError("--pseudonym and --key belong to --protected; nothing was taken in")


def _refuse_nothing(paths: tuple[Path, ...], acquisition: Path | None) -> None:
    """Refuse a delivery of nothing, and paths that do not exist: a slip of the pen is no refusal of evidence."""
    if not paths and acquisition is None:
        raise click.UsageError("name files or folders to take in, or an acquisition form; nothing was taken in")
    gone = absent(paths)
    if gone:
        names = ", ".join(map(str, gone))
        raise click.UsageError(f"{names}: {'do' if len(gone) > 1 else 'does'} not exist; nothing was taken in")


def _tell_demo(screen: Screen, built: Demo) -> int:
    screen.say(f"The yard, seed {built.seed}: {built.films} films, {built.papers} papers, {built.exhibits} exhibits")
    found = sorted(built.found.items())
    rows = [(camera, kind, one.proposed or "", one.by_hand or "") for (camera, kind), one in found]
    columns = ("camera", "kind", "proposed by rules #", "written by hand #")
    screen.table("What stands in the case", columns, rows, empty="nothing was found")
    screen.say("'written by hand' is what the sample's own list of events says (events.toml); no rule proposed it")
    screen.say(f"{built.report.events} events in order, {built.report.placed} of them placed in time")
    screen.say(f"drawn in {built.drawn_s:.0f} s, investigated in {built.investigated_s:.0f} s")
    screen.say(
        f"case    {built.case}\nreport  {built.report.path}\nkey     {built.key} (opens the protected statement)"
    )
    screen.say(f"next    open the report in a browser; gestae verify {built.case}; gestae order {built.case}")
    screen.document(
        {
            "format": 1,
            "case": str(built.case),
            "report": str(built.report.path),
            "seed": built.seed,
            "events": built.report.events,
            "placed": built.report.placed,
            "found": [
                {"camera": camera, "kind": kind, "proposed": one.proposed, "by_hand": one.by_hand}
                for (camera, kind), one in found
            ],
            "drawn_s": round(built.drawn_s, 1),
            "investigated_s": round(built.investigated_s, 1),
            "conflicts": conflicts_of(built.report),
            "set_aside": [*built.report.set_aside],
        }
    )
    return tell_faults(screen, built.report, built.case)


def _seeds(text: str | None, seed: int) -> tuple[int, ...]:
    if text is None:
        return (seed,)
    found: list[int] = []
    for part in text.split(","):
        matched = re.fullmatch(r"([0-9]+)(?:-([0-9]+))?", part.strip())
        low, high = (int(matched[1]), int(matched[2] or matched[1])) if matched else (1, 0)
        if low > high:
            raise click.BadParameter(f"{part!r} is no seed and no range; write 1-5 or 1,7,9", param_hint="--seeds")
        found += range(low, high + 1)
    return tuple(found)


def _tell_checked(screen: Screen, checked: tuple[Checked, ...]) -> int:
    for one in checked:
        rows = [
            (act.kind, act.what, act.camera or "–", act.verdict, act.width_words, act.allowed_words) for act in one.acts
        ]
        columns = ("act", "what", "camera", "verdict", "width", "clock + 2 frames")
        screen.table(f"Seed {one.seed}", columns, rows, empty="the truth has no act of these kinds")
        screen.say(one.summary)
        if one.order is not None:
            screen.say(one.order.summary)
    screen.document({"format": 1, "seeds": [one.document() for one in checked]})
    return 0 if all(one.is_met for one in checked) else FINDING
