"""The verb by which footage gets the names of its camera and recorder after it was taken in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from gestae.cli.options import author_option, case_argument, json_option, reason_option, verb
from gestae.cli.output import Screen
from gestae.workflow.case import Case, Desk
from gestae.workflow.naming import Named, name_camera

__all__ = ["COMMANDS"]


@click.command("name")
@case_argument
@click.argument("footage", nargs=-1, required=True)
@click.option("--camera", default=None, help="What the camera is called.")
@click.option("--recorder", default=None, help="The recorder's id, as acquisition forms and time checks write it.")
@author_option
@reason_option()
@json_option
@verb
def name_(
    screen: Screen,
    case: Path,
    footage: tuple[str, ...],
    camera: str | None,
    recorder: str | None,
    author: str,
    reason: str,
) -> None:
    """Say which camera, on which recorder, footage is of; the newest word counts, earlier ones stay in the journal.

    What is not given stays as it is. A recorder's clock then places the footage in time.

    \b
    gestae name yard.case gate.mp4 --camera gate --recorder recorder-a --why "label on the disk"
    gestae name yard.case gate.mp4 --camera "north gate" --why "the plan calls it so"
    """
    with Case.open(case, Desk(author)) as opened:
        found = name_camera(opened, footage, camera=camera, recorder=recorder, reason=reason)
    for one in found:
        screen.say(f"{one.name}: {_words(one.camera, one.recorder)}; {_before(one)}")
    for unknown in sorted({one.recorder for one in found if one.recorder and not one.has_clock}):
        screen.warn(
            f"no acquisition form and no time check speaks of a recorder {unknown!r} yet: until one does, "
            "nothing places its footage in time"
        )
    screen.say(f"next    gestae footage {case}    gestae order {case}")
    screen.document({"format": 1, "named": [_document(one) for one in found]})


COMMANDS: Final = (name_,)


def _words(camera: str | None, recorder: str | None) -> str:
    return f"camera {camera or 'not named'} on {recorder or 'a recorder that is not known'}"


def _before(one: Named) -> str:
    if not one.is_new:
        return "it was called so already, and nothing was journaled"
    return f"before: {_words(*one.was)}" if one.was != (None, None) else "it had no name before"


def _document(one: Named) -> dict[str, object]:
    return {
        "sha256": one.sha256,
        "camera": one.camera,
        "recorder": one.recorder,
        "was": {"camera": one.was[0], "recorder": one.was[1]},
        "new": one.is_new,
    }
