"""Which camera and recorder a footage is of, said after it was taken in: the newest word counts, the others stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import Faults, InputRefused
from gestae.model.evidence import ItemKind
from gestae.store.case import CaseView
from gestae.workflow.case import Case
from gestae.workflow.clocks import IN_PLACE
from gestae.workflow.exhibits import Exhibits

__all__ = ["Named", "name_camera"]

# What a camera can have recorded; of everything else a camera's name says nothing.
_RECORDED: Final = (ItemKind.FOOTAGE, ItemKind.SOUND, ItemKind.PICTURE, ItemKind.VENDOR)


@dataclass(frozen=True, slots=True)
class Named:
    """What a footage is called from now on, and was until now; None where nobody had said.

    Attributes:
        is_new: whether anything was journaled; nothing is where it was called so already.
        has_clock: whether a form or a time check speaks of the recorder, so that its footage may be placed.
    """

    sha256: str
    name: str
    camera: str
    recorder: str | None
    was: tuple[str | None, str | None]
    is_new: bool
    has_clock: bool


def name_camera(
    case: Case, footage: Iterable[str], *, camera: str | None, recorder: str | None, reason: str
) -> tuple[Named, ...]:
    """Say which camera, on which recorder, footage is of; what is not given stays as it is.

    Args:
        case: the case.
        footage: names, paths or numbers of exhibits, or the first digits of digests.
        camera: the name people give the camera.
        recorder: the recorder's id, as acquisition forms and time checks write it.
        reason: what that rests on.

    Raises:
        Faults: something of them is not there, was recorded by no camera, has no camera's name and is given none, or
            has one that is withheld; nothing is named then.
        InputRefused: neither a camera nor a recorder is given, or one is empty.
    """
    if camera is None and recorder is None:
        raise InputRefused("the name", wrong="is missing", right="give a camera, a recorder, or both")
    camera, recorder = _word("camera", camera), _word("recorder", recorder)
    found: dict[str, Named] = {}
    faults = []
    exhibits = Exhibits(case.store)
    for given in footage:
        try:
            one = _named(exhibits, given, camera, recorder)
            found[one.sha256] = one
        except InputRefused as error:
            faults.append(error)
    if faults:
        raise Faults("nothing was named", tuple(faults))
    entries = [case.desk.entry("camera-named", reason, _body(one)) for one in found.values() if one.is_new]
    if entries:
        case.store.append(*entries)
    return tuple(found.values())


def _named(exhibits: Exhibits, given: str, camera: str | None, recorder: str | None) -> Named:
    view = exhibits.view
    sha256 = exhibits.named(given)
    (exhibit,) = view.rows("exhibits", sha256=sha256)
    if exhibit["item"] not in {kind.value for kind in _RECORDED}:
        raise InputRefused(given, wrong=f"is {exhibit['item']}, which no camera recorded", right="name footage")
    was = _was(view, sha256)
    if IN_PLACE in (camera or was[0], recorder or was[1]):
        raise InputRefused(given, wrong="has a name that is withheld", right="give both --camera and --recorder")
    now = (camera or was[0], recorder or was[1])
    if now[0] is None:
        raise InputRefused(given, wrong="has no camera's name", right="give --camera too; its name on a plan will do")
    return Named(sha256, str(exhibit["name"]), now[0], now[1], was, now != was, _has_clock(view, now[1]))


def _was(view: CaseView, sha256: str) -> tuple[str | None, str | None]:
    rows = view.rows("cameras", sha256=sha256)
    return (_text(rows[0]["camera"]), _text(rows[0]["recorder"])) if rows else (None, None)


def _body(one: Named) -> dict[str, Json]:
    return {"sha256": one.sha256, "camera": one.camera, "recorder": one.recorder}


def _has_clock(view: CaseView, recorder: str | None) -> bool:
    return any(view.rows(table, recorder=recorder) for table in ("recorders", "time_checks")) if recorder else False


def _word(what: str, given: str | None) -> str | None:
    if given is not None and not given.strip():
        raise InputRefused(f"the {what}", wrong="has an empty name", right="write the name, or leave the option out")
    return given.strip() if given is not None else None


def _text(value: Json) -> str | None:
    return str(value) if value else None
