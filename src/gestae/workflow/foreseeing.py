"""[edge] What would be wrong with a delivery and its form, found before anything of it is taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from gestae.errors import Faults, InputRefused, IntakeError
from gestae.model.evidence import Digest, Received, RefusedItem
from gestae.preserve.archive import open_member
from gestae.preserve.handover import AcquisitionForm, bears_name, match_files
from gestae.preserve.listing import Item
from gestae.preserve.pump import copy_hashing, open_source
from gestae.store.case import CaseView
from gestae.workflow.forms import held_items, refuse_contradicting

__all__ = ["absent", "refuse_absent", "refuse_unfit_form"]


def absent(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Name the paths that do not exist, and links that lead nowhere; what may not be looked at is not among them."""
    return tuple(path for path in paths if not _is_there(path))


def refuse_absent(paths: Iterable[Path]) -> None:
    """Refuse paths that do not exist.

    Raises:
        Faults: all of them at once.
    """
    gone = absent(paths)
    if gone:
        right = "write the path of a file or folder that is there"
        faults = tuple(InputRefused(str(path), wrong="does not exist", right=right) for path in gone)
        raise Faults("nothing was taken in", faults)


def refuse_unfit_form(
    view: CaseView, form: AcquisitionForm, paper: Path, listing: Iterable[Item | RefusedItem], *, sees_held: bool = True
) -> None:
    """Refuse a form that the case contradicts, or whose names mean several files, before anything is taken in.

    Args:
        view: the case.
        form: the form.
        paper: where it lies.
        listing: the delivery.
        sees_held: whether the form also speaks of what the case holds.

    Raises:
        InputRefused: as `gestae.workflow.forms.record_clocks` says.
    """
    held = held_items(view) if sees_held else ()
    items = [item for item in listing if isinstance(item, Item)]
    matches = match_files(form, _foreseen(view, form, items), held)
    form_sha256 = Digest.of(paper.read_bytes()).hex
    known = {row["recorder"] for row in view.rows("acquisitions", form_sha256=form_sha256)}
    new = [recorder for recorder in form.recorders if recorder.id not in known]
    refuse_contradicting(view, new, [match for match in matches if match.recorder in new], paper.name)


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _foreseen(view: CaseView, form: AcquisitionForm, items: Sequence[Item]) -> list[Received]:
    """Say what the items that a form names would be received as; only those are read of which the bytes matter.

    They matter where something of their size lies in the case, which may have been opened as footage, or where several
    items of one size bear a name. All others differ from each other, and are told apart by their places.
    """
    sizes = {row["size_bytes"] for row in view.rows("exhibits")}
    names = {file.name for recorder in form.recorders for file in recorder.files if file.name and file.digest is None}
    found: dict[str, Received] = {}
    for name in sorted(names):
        named = [item for item in items if bears_name(item.place, name)]
        alike = Counter(item.size_bytes for item in named)
        for item in named:
            digest = _read(item) if alike[item.size_bytes] > 1 or item.size_bytes in sizes else None
            found[item.place] = Received(item.place, item.size_bytes, digest or Digest.of(item.place.encode()), None)
    return list(found.values())


def _read(item: Item) -> Digest | None:
    """Hash an item; None for one that cannot be read, which its intake will refuse in its own words."""
    try:
        with ExitStack() as opened:
            opening = open_source(item.path) if item.member is None else open_member(item.path, item.member)
            return copy_hashing(opened.enter_context(opening), None)[0]
    except (OSError, IntakeError):
        return None
