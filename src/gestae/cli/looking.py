"""Verbs that look at footage and show what was found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from gestae.cli.options import (
    DONE,
    FINDING,
    REFUSED,
    author_option,
    case_argument,
    json_option,
    kind_option,
    verb,
    workers_option,
)
from gestae.cli.output import Screen, counted
from gestae.cli.watching import follow_analysis
from gestae.model.observation import Kind
from gestae.workflow.case import Case, Desk, case_zone, read_case
from gestae.workflow.documents import (
    footage_document,
    observations_document,
    show_document,
)
from gestae.workflow.findings import Filter, Finding, findings, set_aside
from gestae.workflow.footage import LOOKS_PER_S, leap_words, length_s

__all__ = ["COMMANDS"]

_DECISIONS: Final = click.Choice(["proposed", "accepted", "rejected", "recorded"])


# A remark names so many leaps of a file's time; the document for programs names all.
_MOST_LEAPS: Final = 2


@click.command("analyze")
@case_argument
@click.option("--detector", default=None, help="A detector of `gestae models list`; default: the first that is here.")
@click.option("--close", is_flag=True, help="Look in two tiles: small and far people, at twice the cost.")
@click.option("--every-frame", is_flag=True, help="Look for people and vehicles in every frame of what is looked at.")
@click.option(
    "--first-pass-only",
    is_flag=True,
    help="Search films of over five minutes by key frames alone, and closer where those show a change: three times "
    "faster, and what begins and ends between two key frames is missed.",
)
@click.option(
    "--everywhere",
    is_flag=True,
    help="Look for people and vehicles from beginning to end, not only where a search found a change.",
)
@click.option(
    "--looks",
    type=click.FloatRange(0.001, 1000),
    default=LOOKS_PER_S,
    show_default=True,
    help="Looks a second for people and vehicles.",
)
@workers_option
@author_option
@json_option
@verb
def analyze_(
    screen: Screen,
    case: Path,
    detector: str | None,
    close: bool,
    every_frame: bool,
    first_pass_only: bool,
    everywhere: bool,
    looks: float,
    workers: int | None,
    author: str,
) -> int:
    """Look at every footage that was not looked at in this way yet.

    A film of over five minutes is first searched for moments, by its key frames and then in every picture (gestae
    moments CASE lists them, while it runs, too); people and vehicles are then looked for in the moments. Shorter films
    are looked at from beginning to end.

    Killed and started again, it goes on where it stopped. Footage that could not be looked at, now or before, is
    named each time, with the reason and what to do, and the exit code is 3.

    \b
    gestae analyze yard.case
    gestae analyze yard.case --every-frame --close
    """
    from gestae.workflow.analyze import (  # decoders and rules: the verbs that only read do not wait for them
        Looks,
        Search,
        analyze,
    )

    if first_pass_only and everywhere:
        raise click.UsageError("--first-pass-only and --everywhere exclude each other; write one of them")
    search = Search.NONE if everywhere else Search.FIRST if first_pass_only else Search.COMPLETE
    how = Looks(detector, "close" if close else "quick", None if every_frame else looks, search)
    with Case.open(case, Desk(author)) as opened, screen.progress("looking") as line:
        done = analyze(opened, how, workers=workers, progress=line)
        aside = len(set_aside(opened.store))
    now = counted(done.looked_at, "file")
    screen.say(f"looked at {now} now, {done.known} before, with {done.detector or 'no detector'}")
    if done.feature_off:
        screen.warn(f"feature off: {done.feature_off}")
    if aside:
        screen.say(
            f"{counted(aside, 'undecided proposal')} of a look that was no closer, or came earlier, "
            "are not listed now; their ids can still be shown, accepted and rejected"
        )
    for one in done.not_looked_at:
        screen.say(f"not looked at: {one.words}")
    screen.say(f"next    gestae observations {case}    gestae moments {case}    gestae coverage {case}")
    screen.document(
        {
            "format": 1,
            "looked_at": done.looked_at,
            "known": done.known,
            "detector": done.detector,
            "feature_off": done.feature_off or None,
            "not_looked_at": [one.document() for one in done.not_looked_at],
        }
    )
    if any(one.is_fault_of_case for one in done.not_looked_at):
        return FINDING
    return REFUSED if any(one.is_refused for one in done.not_looked_at) else DONE


@click.command("footage")
@case_argument
@json_option
@verb
def footage(screen: Screen, case: Path) -> None:
    """List every exhibit: its facts as footage, or the reason why it gives none.

    \b
    gestae footage yard.case
    gestae footage yard.case --json > footage.json
    """
    with read_case(case) as view:
        document = footage_document(view)
    names = _endings([(one["received_as"] or [one["name"]])[0] for one in document["footage"]])
    rows = [
        (one["exhibit"], one["sha256"][:8], name, one["camera"], _form(one), *_length(one))
        for one, name in zip(document["footage"], names, strict=True)
    ]
    columns = ("#", "sha256", "received as", "camera", "form", "pictures #", "length #", "sound", "remarks")
    empty = f"no exhibits yet; gestae add {case} FILES"
    screen.table("Footage and other exhibits", columns, rows, empty=empty, unbroken=("sha256",))
    if rows:
        screen.say(
            "other verbs take any of these three: the number, the end of the path, the first digits of the sha256"
        )
    screen.document(document)


@click.command("observations")
@click.argument("case", type=click.Path(path_type=Path), required=False)
@kind_option("--kind", "Only this kind.")
@click.option("--camera", default=None, help="Only this camera, or file.")
@click.option("--status", type=_DECISIONS, default=None, help="Only those; recorded: by a person, not by a machine.")
@click.option("--kinds", is_flag=True, help="Print the vocabulary and the rules, and stop.")
@click.option("--follow", is_flag=True, help="Print what a running analysis finds, moments too, until it ends.")
@json_option
@verb
def observations(
    screen: Screen,
    case: Path | None,
    kind: str | None,
    camera: str | None,
    status: str | None,
    kinds: bool,
    follow: bool,
) -> None:
    """List what the machine proposes and what people decided of it.

    \b
    gestae observations yard.case --status proposed
    gestae observations yard.case --kind vehicle_arrives --json
    gestae observations yard.case --follow
    """
    if kinds or case is None:
        _tell_kinds(screen)
        return
    if follow:
        follow_analysis(screen, case, lambda view: Filter.of(view, kind=kind, camera=camera, decision=status))
        return
    with read_case(case) as view:
        found = findings(view, Filter.of(view, kind=kind, camera=camera, decision=status))
    rows = [_observation(one.document, one.observation.camera, one.decision) for one in found]
    columns = ("id", "camera", "kind", "from #", "to #", "score #", "decision")
    screen.table(
        "Observations", columns, rows, empty=f"no such observations; gestae coverage {case} says what was looked at"
    )
    for kind_of, sentences in _limits(found).items():
        screen.say(f"limits of {kind_of}: {' '.join(sentences)}")
    if any(one.decision == "recorded" for one in found):
        screen.say("'recorded': a person saw it and wrote it down; no machine proposed it")
    if any(one.decision == "proposed" for one in found):
        screen.say(f"look    gestae show {case} ID…  (the picture, with its box, its bounds and what they rest on)")
        screen.say(f"next    gestae accept {case} ID… --why REASON    gestae reject {case} ID… --why REASON")
    screen.document(observations_document(found))


@click.command("show")
@case_argument
@click.argument("ids", nargs=-1)
@kind_option("--all-of", "All proposals of one kind.")
@click.option("--camera", default=None, help="With --all-of: only of this camera, or file.")
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    default=None,
    help="A folder, or a file in .png for one; default: a folder beside the case.",
)
@workers_option
@json_option
@verb
def show_(
    screen: Screen,
    case: Path,
    ids: tuple[str, ...],
    all_of: str | None,
    camera: str | None,
    to: Path | None,
    workers: int | None,
) -> int:
    """Show what a proposal rests on, before it is decided: a picture with its box, its time and its grounds.

    For each observation one PNG: the picture of the moment, those before and after, camera, recorder's clock,
    bounds, what they rest on and assume, the digest of the original. Nothing in the case changes.

    \b
    gestae show yard.case 4f1c9a
    gestae show yard.case 4f1c9a --to arrival.png
    gestae show yard.case --all-of vehicle_stops --camera gate --to stops/
    """
    from gestae.workflow.sheets import places_for, write_sheets  # decoders: as above
    from gestae.workflow.showing import show

    with read_case(case) as view:
        if all_of is not None:
            proposed = findings(view, Filter.of(view, kind=all_of, camera=camera, decision="proposed"))
            ids = (*ids, *(one.observation.id for one in proposed))
        elif not ids:
            raise click.UsageError("name observations by id, or give --all-of KIND")
        with screen.progress("taking pictures"):
            found = show(view, ids, workers=workers)
        places = places_for(view, found, to)
        write_sheets(found, places, case_zone(view))
    for one in found:
        screen.say(f"{places[one.finding.observation.id]}")
        for shot in one.shots:
            if shot.not_drawn:
                screen.warn(f"{one.footage}, no picture at pts {shot.pts}: {shot.not_drawn}")
    if any(one.finding.decision == "proposed" for one in found):
        screen.say(f"next    gestae accept {case} ID… --why REASON    gestae reject {case} ID… --why REASON")
    screen.document(show_document(found, places))
    return FINDING if any(shot.not_drawn for one in found for shot in one.shots) else 0


COMMANDS: Final = (analyze_, footage, observations, show_)


def _endings(paths: Sequence[str]) -> list[str]:
    """Shorten each path to as much of its end as tells it from the others; those that are equal stay whole.

    >>> _endings(["usb/a/ch01.mp4", "usb/b/ch01.mp4", "usb/b/list.txt"])
    ['a/ch01.mp4', 'b/ch01.mp4', 'list.txt']
    """
    endings = [["/".join(path.split("/")[-count:]) for count in range(1, path.count("/") + 2)] for path in paths]
    often = Counter(ending for own in endings for ending in own)
    return [next((ending for ending in own if often[ending] == 1), own[-1]) for own in endings]


def _form(one: dict[str, Any]) -> str:
    """Name container and codec; of the names that a demuxer bears the first: mov and not five more."""
    if not one["container"]:
        return str(one["item"])
    return " ".join(filter(None, (str(one["container"]).split(",")[0], one["codec"])))


def _length(one: dict[str, Any]) -> tuple[str, str, str, str]:
    if one["refused"]:
        # The whole sentence, with the digest before it, stands in the document for programs.
        reason = re.sub(r"^[0-9a-f]{12,64}: ", "", str(one["refused"]))
        reason = reason.partition("; it is preserved")[0].removeprefix(f"is {one['item']}, ")
        return "–", "–", "–", reason
    lasts_s = length_s(one) if one["time_base"] else None
    length = "–" if lasts_s is None else f"{float(lasts_s):.1f} s"
    # Leaps last: what they are stands behind them.
    words = {"gaps": "gap", "damage": "damaged stretch", "jumps": "leap in time"}
    many = {"gaps": "gaps", "damage": "damaged stretches", "jumps": "leaps in time"}
    remarks = [counted(len(one[name]), words[name], many[name]) for name in words if one[name]]
    sound = one["sound"]["codec"] if one["sound"] else "none"
    return str(one["frames"] or "–"), length, sound, ", ".join(remarks) + _leaps(one)


def _leaps(one: Mapping[str, Any]) -> str:
    """Name the leaps of a file's time, behind the remark that counts all of them."""
    leaps = leap_words(one)
    if not leaps:
        return ""
    more = [f"{len(leaps) - _MOST_LEAPS} more"] if len(leaps) > _MOST_LEAPS else []
    return ": " + "; ".join([*leaps[:_MOST_LEAPS], *more])


def _observation(document: Any, camera: str | None, decision: str) -> tuple[object, ...]:  # noqa: ANN401 - JSON
    end = document["end"]
    score = document["confidence"]
    return (
        document["id"][:12],
        camera or document["footage"]["name"],
        _kind(document),
        f"{document['start']['seconds']:.2f}",
        f"{end['seconds']:.2f}" if end else "–",
        f"{score:.2f}" if score is not None else "–",
        decision,
    )


def _kind(document: Any) -> str:  # noqa: ANN401 - JSON
    """Name the kind, with what it is said of more closely, or what was read."""
    more = f":{document['attribute']}" if document.get("attribute") else ""
    return f"{document['kind']}{more}" + (f" {document['reads']}" if document["reads"] else "")


def _limits(found: Iterable[Finding]) -> dict[str, list[str]]:
    """Give for each kind, once, the sentences that limit every observation of it."""
    said: dict[str, list[tuple[str, ...]]] = {}
    for one in found:
        said.setdefault(one.observation.kind.value, []).append(one.observation.limits)
    shared = {kind: [s for s in rows[0] if all(s in row for row in rows)] for kind, rows in said.items()}
    return {kind: sentences for kind, sentences in sorted(shared.items()) if sentences}


def _tell_kinds(screen: Screen) -> None:
    from gestae.observe.rules import RULES, describe_rules  # as above

    rows = [(row["kind"], row["starts"], row["ends"]) for row in describe_rules()]
    screen.table("Kinds that a rule proposes", ("kind", "starts", "ends"), rows, empty="")
    marked = [kind.value for kind in Kind if kind not in RULES]
    screen.say("Kinds that people mark: " + ", ".join(marked))
    screen.document({"format": 1, "rules": list(describe_rules()), "marked_by_people": marked})
