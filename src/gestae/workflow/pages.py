"""[edge] Where a report is written: beside the case, over nothing but an older report of the same case."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from gestae.errors import CaseError
from gestae.preserve.pump import hash_file
from gestae.store.case import CaseView

__all__ = ["default_report_path", "keep_page", "left_pages", "refuse_foreign"]

# Enough to see that what a killed run left began as a page of ours does; an empty one does too.
_HEAD_BYTES: Final = 64


def default_report_path(view: CaseView) -> Path:
    """Name the page beside the case: what is protected later must not live on in an old page inside it.

    The first name that is free or bears a report of this case: `yard-report.html`, then `yard-report-2.html`.
    """
    stem = _stem(view.folder)
    names = (f"{stem}{'' if number == 1 else f'-{number}'}.html" for number in count(1))
    places = (view.folder.with_name(name) for name in names)
    return next(place for place in places if _may_be_written(view, place))


def refuse_foreign(view: CaseView, path: Path) -> None:
    """Refuse a place for a report that lies in the case, or that holds anything but a report of this case.

    Raises:
        CaseError: it is such a place.
        OSError: what lies there cannot be read.
    """
    if view.folder.resolve() in path.resolve().parents:
        raise CaseError(f"{path} lies inside the case; write a report beside it, or anywhere else")
    if not _may_be_written(view, path):
        raise CaseError(f"{path} is there already and is no report that this case wrote; name another place with --to")


@contextmanager
def keep_page(path: Path, page: bytes) -> Iterator[None]:
    """Write a page whole, let its digest be journaled in the block, and give it its name after that.

    A run that is killed before its end may leave a page under a name in `.part`, or an entry whose page never got
    its name; never a page that the journal does not know. What it left is removed by the next page of that name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in _left_behind(path.parent, path.name):
        with left.open("rb") as stream:
            if page.startswith(stream.read(_HEAD_BYTES)):
                left.unlink()
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("xb") as stream:
        try:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX)  # let go of by whatever way this run ends
            stream.write(page)
            stream.flush()
            os.fsync(stream.fileno())
            yield
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def left_pages(folder: Path) -> tuple[Path, ...]:
    """Find the pages beside a case that killed runs left under names in `.part`; they may hold what is hidden later.

    A page that was to go elsewhere (`--to`) is not found here: the next report of that name removes it.
    """
    stem = re.escape(_stem(folder))
    return tuple(_left_behind(folder.absolute().parent, rf"{stem}(?:-\d+)?\.html", is_pattern=True))


def _left_behind(folder: Path, name: str, *, is_pattern: bool = False) -> Iterator[Path]:
    """Give the unfinished pages of a name that no living run holds."""
    wanted = re.compile((name if is_pattern else re.escape(name)) + r"\.\d+\.part")
    for path in sorted(folder.iterdir()) if os.access(folder, os.R_OK | os.X_OK) else ():
        if wanted.fullmatch(path.name) and path.is_file() and not path.is_symlink() and _is_let_go(path):
            yield path


def _is_let_go(path: Path) -> bool:
    """Say whether no living run holds a page; one that may not be read is taken for left."""
    if not os.access(path, os.R_OK):
        return True
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _stem(folder: Path) -> str:
    return f"{folder.name.removesuffix('.case')}-report"


def _may_be_written(view: CaseView, path: Path) -> bool:
    """Say whether nothing lies at a place, or the very bytes of a report that the journal names."""
    if not os.path.lexists(path):
        return True
    if path.is_symlink() or not path.is_file():
        return False
    return hash_file(path).hex in {str(row["sha256"]) for row in view.rows("reports")}
