"""The verb that lists the moments of a case, and writes them for people to look at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gestae.cli.options import FINDING, case_argument, json_option, verb, workers_option
from gestae.cli.output import Screen, counted
from gestae.workflow.case import read_case
from gestae.workflow.findings import Filter

if TYPE_CHECKING:  # decoders: the verbs that only read do not wait for them
    from gestae.workflow.momentfolder import Kept
    from gestae.workflow.moments import FilmMoments

__all__ = ["COMMANDS"]

_ACTS_SHOWN: Final = 3


@click.command("moments")
@case_argument
@click.option("--camera", default=None, help="Only this camera, or file.")
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    default=None,
    help="Write contact sheets, clips and a page that lists them into this new folder.",
)
@click.option(
    "--svg",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Draw the activity of all cameras into this new file.",
)
@workers_option
@json_option
@verb
def moments(
    screen: Screen, case: Path, camera: str | None, to: Path | None, svg: Path | None, workers: int | None
) -> int:
    """List when something happened in each film, and write contact sheets and clips of it.

    In films of over five minutes a moment is what a search found to stand out, while `gestae analyze` runs what it has
    found so far; a score of 2 is twice what the place shows when nothing happens. In films that were looked at from
    beginning to end it is where observations begin or end, with no more than three seconds between.

    With --to each moment gets a contact sheet, a clip that is copied and not encoded again, and a file with the exact
    times of its pictures in the original and in the clip; index.html lists them all, without a network. Seconds count
    from each file's first frame.

    \b
    gestae moments yard.case
    gestae moments yard.case --camera gate --json
    gestae moments yard.case --to yard-moments
    gestae moments yard.case --svg yard-activity.svg
    """
    # Cells and levels: verbs that only read do not wait for them.
    from gestae.workflow.moments import film_moments, moments_document

    kept: Sequence[Kept] = ()
    with read_case(case) as view:
        found = film_moments(view, Filter.of(view, kind=None, camera=camera, decision=None))
        document: Any = moments_document(view, found)
        if to is not None or svg is not None:
            from gestae.workflow.activity import activity_drawing, write_activity
            from gestae.workflow.momentfolder import write_moments

            drawing = activity_drawing(view, found)
            if svg is not None:
                write_activity(view, drawing, svg)
            if to is not None:
                with screen.progress("taking pictures") as line:
                    kept = write_moments(view, found, to, drawing=drawing, workers=workers, progress=line)
    shown = document["footage"]
    rows = [(one["camera"] or one["name"], *_row(moment)) for one in shown for moment in one["moments"]]
    columns = ("camera", "from s #", "to s #", "score #", "looked at", "in it")
    none = f"none; gestae analyze {case} looks for them" if not rows else ""
    screen.table("Moments", columns, rows, empty=none)
    for film in found:
        if how := _how(film):
            screen.say(f"{film.row['name']}: {how}")
    if svg is not None:
        screen.say(f"drew {svg}")
    _tell(screen, case, to, kept)
    screen.document({**document, "written": str(to) if to else None, "drawn": str(svg) if svg else None})
    return FINDING if any(one.lacking for one in kept) else 0


COMMANDS: Final = (moments,)


def _how(film: FilmMoments) -> str:
    """Say of a film that was not searched what became of it."""
    if not film.is_looked_at and not film.searched:
        return "not looked at yet, so nothing is known of it beside what people marked"
    if film.not_searched is None:
        return ""
    return f"not searched but looked at as a whole, since {film.not_searched}; gestae coverage says how closely"


def _row(moment: dict[str, Any]) -> tuple[str, ...]:
    score = "–" if moment["score"] is None else f"{moment['score']:.1f}"
    whats = list(dict.fromkeys(one["what"] for one in moment["observations"]))
    acts = [what for what in whats if not what.endswith("_present")] or whats
    more = f" and {len(acts) - _ACTS_SHOWN} more" if len(acts) > _ACTS_SHOWN else ""
    ends = (f"{moment[end]['seconds']:.2f}" for end in ("start", "end"))
    return (*ends, score, moment["looked"], ", ".join(acts[:_ACTS_SHOWN]) + more)


def _tell(screen: Screen, case: Path, to: Path | None, kept: Sequence[Kept]) -> None:
    if to is None:
        screen.say(f"next    gestae moments {case} --to FOLDER   (contact sheets, clips)    --svg FILE   (at a glance)")
        screen.say(f"        gestae frame {case} FILE --at S --until S    gestae observations {case}")
        return
    clips = sum(one.clip is not None for one in kept)
    screen.say(f"wrote {to}: {counted(len(kept), 'contact sheet')}, {counted(clips, 'clip')}, index.html, SHA256SUMS")
    for one in kept:
        if one.clip is None:
            screen.warn(f"moment {one.number}, no clip: {one.no_clip}")
        if one.lacking:
            screen.warn(f"moment {one.number}, {counted(one.lacking, 'picture')} not drawn; its sheet says why")
    screen.say("bystanders' faces are not covered: keep this folder as you keep the case")
