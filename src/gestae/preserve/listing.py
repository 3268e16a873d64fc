"""[edge] What was handed over: files, folders and ZIP archives, listed in one order that every run repeats.

Each thing found is either an `Item` that can be read, or a `RefusedItem` that says why not; nothing stops the rest.
Links are never followed out of the delivery, folders never twice, and a device, pipe or socket is never opened.

Names are bytes on a disk and in an archive. They are received as UTF-8; a name that is not UTF-8 is refused unless
the person who knows where it came from says how it was written (`names="cp1251"`), or that the bytes themselves
are to stand for it (`names="bytes"`). Its bytes are recorded either way.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gestae.model.evidence import RefusedItem
from gestae.preserve.archive import ArchiveMember, list_members
from gestae.preserve.names import Name, read_name

__all__ = ["Item", "walk"]

_KINDS: Final = (
    (stat.S_ISFIFO, "is a pipe"),
    (stat.S_ISSOCK, "is a socket"),
    (stat.S_ISCHR, "is a device"),
    (stat.S_ISBLK, "is a device"),
)
_TROUBLES: Final = {
    errno.ENOENT: ("is gone", "it was there when the folder was listed; look for it and take it in again"),
    errno.EACCES: ("may not be read", "give yourself the right to read it, or run as one who has it"),
    errno.EPERM: ("may not be read", "give yourself the right to read it, or run as one who has it"),
    errno.ELOOP: ("is a link that leads back to itself", "take in what it was meant to point to"),
    errno.ENAMETOOLONG: ("has a path that is too long", "take in a folder nearer to it"),
    errno.EIO: (
        "cannot be read: the medium failed",
        "image the medium with a tool for damaged media, take in the image",
    ),
}


_OWN: Final = ("lies in this case's own folder", "take in the file that it came from, if that was not done yet")


@dataclass(frozen=True, slots=True)
class Item:
    """A file, or a member of an archive, that can be read.

    `path` is where it lies on this machine (for a member: its archive); it is never recorded.
    """

    place: str
    path: Path
    size_bytes: int
    modified_ns: int | None
    raw_name_hex: str | None = None
    member: ArchiveMember | None = None


@dataclass(frozen=True, slots=True)
class _Steady:
    """What stays the same during one walk."""

    roots: tuple[Path, ...]  # real paths of what was handed over: links may not lead out of them
    own: Path | None  # the case's own folder
    names: str

    def owns(self, real: Path) -> bool:
        """Say whether a path without links lies inside the case."""
        return self.own is not None and self.own in real.parents


@dataclass(frozen=True, slots=True)
class _Visit:
    """A path to look at: where it is, its place in the delivery, and the folders (device, inode) that it lies in."""

    path: Path
    place: str
    above: frozenset[tuple[int, int]] = frozenset()

    def refuse(self, name: Name, wrong: str, right: str) -> RefusedItem:
        return RefusedItem(name.text, wrong, right, name.raw_hex)


def walk(paths: Sequence[Path], *, own: Path | None = None, names: str = "utf-8") -> Iterator[Item | RefusedItem]:
    """List a delivery: each path given, and all that lies below it.

    Args:
        paths: files and folders, in the order in which they are to be listed.
        own: the case's folder, refused where the walk meets it.
        names: how names that are not UTF-8 are written: "utf-8" refuses them, "bytes" takes their bytes, else a codec.

    Yields:
        Items and refusals; within a folder in the order of the names' bytes; an archive before its members.

    Raises:
        InputRefused: `names` is no known encoding.
    """
    read_name(b"", names)
    # What was named by hand is followed: a person may keep a delivery behind a link.
    steady = _Steady(tuple(Path(os.path.realpath(path)) for path in paths), own.resolve() if own else None, names)
    waiting = [
        _Visit(real, path.absolute().name or real.name or str(real))
        for path, real in zip(paths, steady.roots, strict=True)
    ]
    waiting.reverse()
    while waiting:
        visit = waiting.pop()
        name = read_name(os.fsencode(visit.place), names)
        try:
            found = _look(visit, name, steady)
        except OSError as error:
            found = trouble(name, error)
        if isinstance(found, RefusedItem):
            yield found
        elif isinstance(found, Item):
            yield found
            yield from _members(found, names)
        else:
            waiting.extend(reversed(found))


def _look(visit: _Visit, name: Name, steady: _Steady) -> Item | RefusedItem | list[_Visit]:
    """Say what one path is: an item, a refusal, or a folder's contents."""
    facts = visit.path.lstat()
    refused, path = name.refused, visit.path
    if stat.S_ISLNK(facts.st_mode) and not refused:
        refused = _refuse_link(path, steady)
        # Read by the path that it led to when it was listed: a link that is turned elsewhere later is not followed.
        path = path if refused else Path(os.path.realpath(path, strict=True))
        facts = facts if refused else path.lstat()
    elif not visit.above and steady.owns(path):
        refused = _OWN
    if refused:
        return visit.refuse(name, *refused)
    if stat.S_ISDIR(facts.st_mode):
        return _look_into(visit, name, facts, steady)
    if stat.S_ISREG(facts.st_mode):
        return Item(name.text, path, facts.st_size, facts.st_mtime_ns, name.raw_hex)
    what = next((words for is_kind, words in _KINDS if is_kind(facts.st_mode)), "is no ordinary file")
    return visit.refuse(name, f"{what}, not a file", "save what it gives to a file and take that in")


def _look_into(visit: _Visit, name: Name, facts: os.stat_result, steady: _Steady) -> RefusedItem | list[_Visit]:
    if steady.own is not None and visit.path.resolve() == steady.own:
        return visit.refuse(name, "is this case's own folder", "take in the files that lie outside it")
    itself = (facts.st_dev, facts.st_ino)
    if itself in visit.above:
        return visit.refuse(name, "is a folder inside itself (a loop of mounts)", "take in the folder once")
    inside = sorted(visit.path.iterdir(), key=lambda path: os.fsencode(path.name))
    return [_Visit(path, f"{visit.place}/{path.name}", visit.above | {itself}) for path in inside]


def _members(archive: Item, names: str) -> Iterator[Item | RefusedItem]:
    for found in list_members(archive.path, archive.place, names):
        if isinstance(found, RefusedItem):
            yield found
        else:
            yield Item(found.place, archive.path, found.facts.file_size, None, found.raw_name_hex, found)


def _refuse_link(link: Path, steady: _Steady) -> tuple[str, str] | None:
    """Say why a link is not followed; None for a link to a file of this delivery, received by that name too.

    Raises:
        OSError: the link leads back to itself, or through what may not be read.
    """
    try:
        target = Path(os.path.realpath(link, strict=True))
    except FileNotFoundError:
        return "is a link that leads nowhere", "find what it pointed to and take that in"
    if steady.owns(target):
        return _OWN
    if target.is_dir():
        return "is a link to a folder", "take in the folder that it points to by its own name"
    if not any(target == root or root in target.parents for root in steady.roots):
        return "is a link that leads out of what was handed over", "take in the file that it points to, if it belongs"
    return None


def trouble(name: Name, error: OSError) -> RefusedItem:
    """Refuse an item for what the system said of it."""
    wrong, right = _TROUBLES.get(
        error.errno or 0,
        (f"cannot be read ({error.strerror})", "see what the system says of it, then take it in again"),
    )
    return RefusedItem(name.text, wrong, right, name.raw_hex)
