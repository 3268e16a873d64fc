"""[edge] Pictures as PNG files beside a case: which typeface there is, where a file goes, over what it is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from PIL import Image, ImageFont, PngImagePlugin, UnidentifiedImageError

from gestae.casefile.sheet import Letters
from gestae.errors import CaseError
from gestae.store.case import CaseView

__all__ = ["FRAMES", "SHEETS", "beside", "left_pictures", "letters", "refuse_other", "save_png"]

# The endings of the folders beside a case: sheets to decide by, and pictures that were taken of a footage.
SHEETS: Final = "shown"
FRAMES: Final = "frames"

# Typefaces with Latin, Cyrillic and more, as machines have them; Pillow's own, the last resort, has Latin alone.
_TYPEFACES: Final = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial.ttf")


def beside(view: CaseView, to: Path | None, ending: str) -> Path:
    """Choose where pictures go: where somebody says, or beside the case under its name and an ending.

    Raises:
        CaseError: that lies inside the case.
    """
    place = to or _beside(view.folder, ending)
    if view.folder.resolve() in (place.resolve(), *place.resolve().parents):
        raise CaseError(f"{place} lies inside the case; write pictures beside it, or anywhere else")
    return place


def left_pictures(folder: Path) -> tuple[Path, ...]:
    """Find the folders beside a case into which its pictures went; words that are hidden later may stand in them.

    Pictures that went elsewhere (`--to`) are not found here: nothing records where.
    """
    places = (_beside(folder.absolute(), ending) for ending in (FRAMES, SHEETS))
    return tuple(place for place in places if place.is_dir() and any(place.glob("*.png")))


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


def _beside(folder: Path, ending: str) -> Path:
    return folder.with_name(f"{folder.name.removesuffix('.case')}-{ending}")


def _bears(path: Path, mark: str, name: str) -> bool:
    try:
        with Image.open(path) as there:
            return there.info.get(mark) == name
    except UnidentifiedImageError:
        return False
