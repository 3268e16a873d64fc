"""The verb that takes pictures out of footage, with the times that a clock reading needs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

import click

from gestae.cli.options import FINDING, case_argument, json_option, verb
from gestae.cli.output import Screen
from gestae.cli.paramtypes import Part, Seconds
from gestae.workflow.case import read_case
from gestae.workflow.framesheets import place_for, write_frames
from gestae.workflow.framing import Asked, Taken, frame_document, take_frames
from gestae.workflow.trackpicture import track_picture

__all__ = ["COMMANDS"]


@click.command("frame")
@case_argument
@click.argument("file")
@click.option("--at", "at_s", type=Seconds(), default=None, help="The picture shown then, from the film's first on.")
@click.option("--pts", type=int, default=None, help="The picture with this time, in the stream's ticks.")
@click.option("--n", type=click.IntRange(min=0), default=None, help="The picture with this number, from 0.")
@click.option("--until", "until_s", type=Seconds(), default=None, help="All pictures from there to then, as a strip.")
@click.option("--crop", type=Part(), default=None, help="Only this part, such as where the clock is burnt in.")
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    default=None,
    help="A folder, or a file in .png; default: a folder beside the case.",
)
@json_option
@verb
def frame(
    screen: Screen,
    case: Path,
    file: str,
    at_s: Fraction | None,
    pts: int | None,
    n: int | None,
    until_s: Fraction | None,
    crop: tuple[int, int, int, int] | None,
    to: Path | None,
) -> int:
    """Take a picture out of footage, with its time as a clock reading of the acquisition form needs it.

    FILE is a name as `gestae footage` shows it, the end of its path, its number, or the first digits of its digest; or
    the id of a tracked thing as `gestae find` shows it, and then the picture in which it is largest.
    The picture is written as it is, without loss. Nothing in the case changes.

    \b
    gestae frame yard.case gate.mp4 --at 3.36
    gestae frame yard.case gate.mp4 --at 3 --until 4.5 --crop 0,0,400,60
    gestae frame yard.case 3 --pts 43008 --to tick.png
    gestae frame yard.case 7c3583594af8
    """
    with read_case(case) as view:
        track = track_picture(view, file) if (at_s, pts, n) == (None, None, None) else None
        if track is not None:
            file, pts = track.sha256, track.track.largest_pts
        asked = Asked(file, at_s, pts, n, until_s, crop)
        with screen.progress("taking pictures"):
            taken = take_frames(view, asked)
        place = place_for(view, taken, asked, to)
        written = place if write_frames(taken, asked, place) else None
    _tell(screen, taken, written)
    if track is not None:
        screen.say(track.words)
    for one in taken.frames:
        if one.not_drawn:
            screen.warn(f"{taken.name}, no picture {one.n} (pts {one.pts}): {one.not_drawn}")
        elif one.has_errors:
            screen.warn(f"{taken.name}, picture {one.n} (pts {one.pts}): decoded with errors; read no clock from it")
    if taken.is_strip:
        screen.say(
            f"next    gestae frame {case} {taken.exhibit} --pts PTS   (the first picture that shows the new second)"
        )
    screen.document(frame_document(taken, written))
    return FINDING if any(one.not_drawn for one in taken.frames) else 0


COMMANDS: Final = (frame,)


def _tell(screen: Screen, taken: Taken, written: Path | None) -> None:
    base = taken.time_base
    words = "its pictures have no times" if base is None else f'time_base = "{base.numerator}/{base.denominator}"'
    screen.say(f"{taken.name}, exhibit {taken.exhibit}, stream {taken.stream}: {words}")
    if taken.is_strip:
        rows = [(one.n, one.pts, f"{float(one.seconds or 0):.3f}") for one in taken.frames]
        screen.table("Pictures", ("picture #", "pts #", "seconds #"), rows, empty="")
    elif base is not None and taken.frames[0].seconds is not None:
        (one,) = taken.frames
        screen.say(
            f"picture {one.n}, {float(taken.frames[0].seconds):.3f} s after the first one; as the form needs it:"
        )
        stream = "" if taken.is_only_video else f"\nstream = {taken.stream}"
        screen.say(
            f'\n[[recorder.file.clock_reading]]\ntick = ""  # the second that this picture is the first to show\n'
            f"pts = {one.pts}\n{words}{stream}\n"
        )
    if written:
        screen.say(f"wrote {written}")
