"""Verbs by which a person marks what they see: acts by the vocabulary, and zones on a camera's picture."""

from __future__ import annotations

import shlex
from fractions import Fraction
from pathlib import Path
from typing import Final

import click

from gestae.base.units import parse_duration
from gestae.cli.options import author_option, case_argument, json_option, reason_option, say_who_acts, verb
from gestae.cli.output import Screen, counted
from gestae.cli.paramtypes import Corner, KindWord, RegionWord, Seconds
from gestae.errors import InputRefused
from gestae.model.observation import Kind, Region
from gestae.observe.eventlist import Seen
from gestae.workflow.case import Case, Desk, read_case
from gestae.workflow.marking import mark, mark_document
from gestae.workflow.zones import Drawn, draw_zone, footage_meant, zones_document, zones_drawn, zones_of

__all__ = ["COMMANDS"]

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
# By eye, on a film that plays; whoever steps from picture to picture says so.
_WITHIN: Final = "500 ms"


@click.command("mark")
@case_argument
@click.argument("footage")
@click.argument("kind", type=KindWord(), required=False)
@click.option("--from", "start_s", type=Seconds(), default=None, help="Seconds from the footage's first picture.")
@click.option("--to", "end_s", type=Seconds(), default=None, help="The same for the end; left out, it has none.")
@click.option("--within", default=_WITHIN, show_default=True, help="How far off these times may be.")
@click.option("--region", type=RegionWord(), default=None, help="Where in the picture, in pixels.")
@click.option("--dive", type=_FILE, default=None, help="Take in the tracks and groups of a DIVE annotation file.")
@click.option("--mot", type=_FILE, default=None, help="Take in the tracks of a MOTChallenge file as this KIND.")
@click.option("--says", default="", help="What is seen, in plain words without opinion.")
@author_option
@reason_option("seen in the footage")
@json_option
@verb
def mark_(
    screen: Screen,
    case: Path,
    footage: str,
    kind: tuple[Kind, str | None] | None,
    start_s: Fraction | None,
    end_s: Fraction | None,
    within: str,
    region: Region | None,
    dive: Path | None,
    mot: Path | None,
    says: str,
    author: str,
    reason: str,
) -> None:
    """Mark what you see in footage: it counts like an accepted finding, and the order of events rests on it.

    KIND is a word of the vocabulary (gestae observations --kinds): acts that no rule guesses, such as smokes, drinks,
    searches, speaks, signals, and wears:armband. Words of opinion are refused. Marked twice, it is marked once.

    \b
    gestae mark yard.case gate.mp4 smokes --from 61.2 --to 75
    gestae mark yard.case gate.mp4 wears:armband --from 41 --region 120,80,180,220 --says "a white band on the left arm"
    gestae mark yard.case 4 signals --from 12.48 --within "40 ms" --why "stepped through picture by picture"
    gestae mark yard.case gate.mp4 --dive result_gate.json --within "200 ms"
    gestae mark yard.case gate.mp4 person_present --mot gate.txt
    """
    within_ns = parse_duration(within, "--within")
    if within_ns < 0:
        raise InputRefused("--within", wrong="is negative", right="write how far off the times may be, 0 s or more")
    if dive is not None or mot is not None:
        if (dive and mot) or start_s is not None or end_s is not None or region or says:
            raise click.UsageError("a file says when and where; give one of --dive and --mot, and no --from")
        if (kind is None) != (mot is None):
            raise click.UsageError("a MOTChallenge file does not say what it follows, so give a KIND; a DIVE file does")
        path, form = (dive, "dive") if dive else (mot, "mot")
        _mark_file(screen, (case, author, reason), (footage, kind, within_ns), (Path(str(path)), form))
        return
    if kind is None or start_s is None:
        raise click.UsageError("a mark needs its KIND and --from, or a file with --dive or --mot")
    seen = Seen(footage, kind[0], start_s, end_s, within_ns, says.strip(), kind[1], region)
    with Case.open(case, Desk(author)) as opened:
        made = mark(opened, seen, reason)
    say_who_acts(screen, author)
    one = made.observation
    word = "marked" if made.is_new else "marked already, and nothing was journaled"
    screen.say(f"{word}: {one.what} in {made.footage}, {one.id[:12]}, give or take {within}")
    for limit in one.limits:
        screen.say(limit)
    screen.say(
        f"look    gestae show {case} {one.id[:12]}    take back    gestae reject {case} {one.id[:12]} --why REASON"
    )
    screen.document(mark_document(made))


def _mark_file(
    screen: Screen,
    into: tuple[Path, str, str],
    what: tuple[str, tuple[Kind, str | None] | None, int],
    source: tuple[Path, str],
) -> None:
    """Take in the marks of a file that another tool wrote."""
    from gestae.workflow.markfiles import FileOfMarks, mark_file, marks_document

    (case, author, reason), (footage, kind, within_ns), (path, form) = into, what, source
    file = FileOfMarks(path.name, path.read_bytes(), form, footage, kind, within_ns)
    with Case.open(case, Desk(author)) as opened:
        taken = mark_file(opened, file, reason)
    say_who_acts(screen, author)
    new = sum(one.is_new for one in taken.marks)
    rows = [(one.observation.id[:12], one.observation.what, "yes" if one.is_new else "no") for one in taken.marks]
    screen.table("Marks", ("id", "kind", "new"), rows, empty="", unbroken=("id",))
    screen.say(f"marked {counted(new, 'thing')}, {len(taken.marks) - new} marked already")
    for label, count in taken.left_out.items():
        screen.say(
            f"left out: {counted(count, 'track')} of {label}, for no word of the vocabulary says that it is there"
        )
    screen.say(f"look    gestae show {case} ID    take back    gestae reject {case} ID… --why REASON")
    screen.document(marks_document(taken))


@click.command("zone")
@case_argument
@click.argument("camera", required=False)
@click.argument("name", required=False)
@click.argument("corners", type=Corner(), nargs=-1, metavar="[X,Y]...")
@click.option("--at", "at_s", type=Seconds(), default=Fraction(0), help="On which picture: seconds from the first.")
@click.option(
    "--to", type=click.Path(path_type=Path), default=None, help="A folder, or a file in .png, for that picture."
)
@author_option
@reason_option("to look for what happens there")
@json_option
@verb
def zone_(
    screen: Screen,
    case: Path,
    camera: str | None,
    name: str | None,
    corners: tuple[tuple[int, int], ...],
    at_s: Fraction,
    to: Path | None,
    author: str,
    reason: str,
) -> None:
    """Draw a zone on a camera's picture, list zones, or show them on a still.

    A zone is a polygon, its corners in pixels from the top left, in the order around it. It holds for all footage of
    the camera, and `gestae find` asks for it by name. Where the camera moved, draw it again under the same name on a
    picture after that (--at). Without corners the camera's zones are shown on a picture. Take one back with withdraw.

    \b
    gestae zone yard.case gate doorway 120,80 180,80 180,220 120,220
    gestae zone yard.case gate doorway 124,83 184,83 184,223 124,223 --at 60
    gestae zone yard.case gate --at 60 --to gate-zones.png
    gestae zone yard.case
    """
    if name is not None and corners:
        with Case.open(case, Desk(author)) as opened:
            drawn = [draw_zone(opened, str(camera), name, corners, reason, at_s=at_s)]
        say_who_acts(screen, author)
        screen.say(f"drawn: {drawn[0].zone.name} on {drawn[0].camera or drawn[0].footage}, entry {drawn[0].seq}")
        asked = _question(drawn[0].zone.name)
        screen.say(f"look    gestae zone {case} {camera}    find    gestae find {case} {asked}")
        screen.document(zones_document(drawn))
        return
    if name is not None:
        raise click.UsageError("a zone needs its corners: x1,y1 x2,y2 x3,y3 and more; gestae zone CASE CAMERA shows it")
    drawn, written = _shown(case, camera, at_s, to)
    _tell(screen, drawn, case)
    if written:
        screen.say(f"wrote {written}")
    screen.document(zones_document(drawn, str(written) if written else None))


COMMANDS: Final = (mark_, zone_)


def _shown(case: Path, camera: str | None, at_s: Fraction, to: Path | None) -> tuple[list[Drawn], Path | None]:
    """List all zones, or those of a camera, drawn on a picture of it."""
    with read_case(case) as view:
        if camera is None:
            return list(zones_drawn(view)), None
        from gestae.workflow.framing import Asked  # decoders: the verbs that only read do not wait for them
        from gestae.workflow.zonefit import Fit
        from gestae.workflow.zonepicture import write_zones

        row = footage_meant(view, camera)
        drawn = list(zones_of(view, str(row["sha256"])))
        asked = Asked(str(row["sha256"]), at_s=at_s)
        return drawn, write_zones(view, Fit.of_row(view, row), asked, to) if drawn else None


def _tell(screen: Screen, drawn: list[Drawn], case: Path) -> None:
    rows = [
        (
            one.seq,
            one.zone.name,
            one.camera or one.footage,
            f"{one.footage}, pts {one.pts}",
            " ".join(f"{x},{y}" for x, y in one.zone.points),
            one.author,
        )
        for one in drawn
    ]
    columns = ("entry #", "zone", "camera", "drawn on", "corners", "by")
    screen.table("Zones", columns, rows, empty=f"no zone is drawn; gestae zone {case} CAMERA NAME x1,y1 x2,y2 x3,y3")


def _question(zone: str) -> str:
    """Write the question for what was in a zone, as a shell takes it.

    >>> print(_question("door"), _question("back yard"))
    zone:door 'zone:"back yard"'
    """
    is_word = not any(sign.isspace() or sign == "," for sign in zone)
    return shlex.quote(f"zone:{zone}" if is_word else f'zone:"{zone}"')
