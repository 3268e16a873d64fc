"""[edge] The files into which tracks go: named after their footage, beside the case, and never over another file."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from gestae.errors import CaseError
from gestae.store.case import CaseView

__all__ = ["refuse_inside", "stems_of", "write_new"]


def refuse_inside(view: CaseView, folder: Path) -> None:
    """Refuse to write tracks where a case keeps its own: what no entry names would lie among the originals.

    Raises:
        CaseError: the folder lies inside the case.
    """
    if view.folder.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise CaseError(f"{folder} lies inside the case; write tracks beside it, or anywhere else")


def stems_of(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Name a file for each footage after it; equal names get the digest's first digits.

    >>> rows = [{"name": "a.mp4", "sha256": "12345678ff"}, {"name": "b.mp4", "sha256": "9"}]
    >>> stems_of(rows), stems_of([rows[0], {"name": "a.avi", "sha256": "87654321ff"}])
    (('a', 'b'), ('a-12345678', 'a-87654321'))
    """
    stems = [Path(str(row["name"])).stem for row in rows]
    many = Counter(stems)
    return tuple(
        stem if many[stem] == 1 else f"{stem}-{str(row['sha256'])[:8]}" for row, stem in zip(rows, stems, strict=True)
    )


def write_new(files: Iterable[tuple[Path, str]]) -> tuple[Path, ...]:
    """Write files that are not there yet: all of them, or none.

    A file of this name may be what somebody corrected by hand, or a ground truth that nothing makes again.

    Raises:
        CaseError: something of one of the names is there already; nothing was written.
    """
    planned = tuple(files)
    there = [str(path) for path, _ in planned if os.path.lexists(path)]
    if there:
        are = "is" if len(there) == 1 else "are"
        raise CaseError(f"{', '.join(there)} {are} there already, and not replaced; name another folder")
    written: list[Path] = []
    try:
        for path, text in planned:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, text, written)
    except OSError:
        for path in written:
            with suppress(OSError):
                path.unlink()
        raise
    return tuple(written)


def _write(path: Path, text: str, written: list[Path]) -> None:
    with path.open("x", encoding="utf-8") as file:
        written.append(path)  # what was begun is removed, too
        file.write(text)
