"""[edge] Pictures as PNG files beside a case: which typeface there is, where a file goes, over what it is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from PIL import Image, ImageFont, PngImagePlugin, UnidentifiedImageError

from gestae.casefile.sheet import Letters
from gestae.errors import CaseError
from gestae.store.case import CaseView

__all__ = ["beside", "letters", "refuse_other", "save_png"]

# Typefaces with Latin, Cyrillic and more, as machines have them; Pillow's own, the last resort, has Latin alone.
_TYPEFACES: Final = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial.ttf")


def beside(view: CaseView, to: Path | None, ending: str) -> Path:
    """Choose where pictures go: where somebody says, or beside the case under its name and an ending.

    Raises:
        CaseError: that lies inside the case.
    """
    place = to or view.folder.with_name(f"{view.folder.name.removesuffix('.case')}-{ending}")
    if view.folder.resolve() in (place.resolve(), *place.resolve().parents):
        raise CaseError(f"{place} lies inside the case; write pictures beside it, or anywhere else")
    return place


def refuse_other(path: Path, mark: str, name: str, what: str) -> None:
    """Refuse to write over anything but an older picture of the same thing.

    Args:
        path: where the picture is to go.
        mark: under which key of the PNG file the thing is named.
        name: the thing's name there.
        what: what the older picture would have to show, for the refusal.

    Raises:
        CaseError: something else is there.
    """
    if not os.path.lexists(path):
        return
    if path.is_symlink() or not path.is_file() or not _bears(path, mark, name):
        raise CaseError(f"{path} is there already and is no picture of {what}; name another place with --to")


def save_png(path: Path, picture: Image.Image, said: dict[str, str]) -> None:
    """Write a picture whole under its name, with what is said of it inside."""
    info = PngImagePlugin.PngInfo()
    for key, text in said.items():
        info.add_text(key, text)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        picture.save(part, "PNG", pnginfo=info)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def letters(size_px: int) -> Letters:
    """Open the first typeface that this machine has, in a size."""
    for name in _TYPEFACES:
        try:
            return ImageFont.truetype(name, size_px)
        except OSError:  # not on this machine
            continue
    return ImageFont.load_default(size_px)


def _bears(path: Path, mark: str, name: str) -> bool:
    try:
        with Image.open(path) as there:
            return there.info.get(mark) == name
    except UnidentifiedImageError:
        return False
