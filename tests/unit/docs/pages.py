"""The project's pages, taken apart: links, code fences, commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
GENERATED: Final = "<!-- Written by tools/reference.py"

_FENCE: Final = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_INLINE: Final = re.compile(r"`(gestae [a-z][^`]*)`")
# What ends one command and begins the next, outside of quotes: an even number of quotes follows.
_BETWEEN: Final = re.compile(r"""(?:&&|\|\||;| \| )(?=(?:[^"]*"[^"]*")*[^"]*$)""")
# What stands for a word of the reader's own, or for several.
_ELLIPSES: Final = ("…", "...")


@dataclass(frozen=True)
class Fence:
    """One block of code in a page."""

    page: Path
    line: int
    info: str
    body: str

    @property
    def where(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True)
class Command:
    """One command line of gestae that a page shows."""

    where: str
    words: tuple[str, ...]


def pages() -> tuple[Path, ...]:
    """Every page that a reader may open."""
    top = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "CITATION.cff")]
    folders = [path for name in ("docs", "changes", "examples") for path in sorted((ROOT / name).rglob("*.md"))]
    return (*top, *folders)


def links(page: Path) -> Iterator[str]:
    """Give the targets of a page's links, outside of code."""
    text = re.sub(r"`[^`\n]*`", "", _FENCE.sub("", page.read_text("utf-8")))
    yield from (found["target"] for found in _LINK.finditer(text))


def fences(page: Path) -> Iterator[Fence]:
    """Give a page's blocks of code."""
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        yield Fence(page, text.count("\n", 0, found.start()) + 1, found["info"].strip(), found["body"])


def commands(page: Path) -> Iterator[Command]:
    """Give every command of gestae that a page shows, in blocks and in lines.

    In a block with prompts only what follows one is a command; the rest is what was printed.
    """
    for fence in fences(page):
        lines = fence.body.replace("\\\n", " ").splitlines()
        prompted = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        if fence.info in ("", "console", "sh"):
            shown = prompted or lines
            yield from (Command(fence.where, words) for line in shown for words in _commands_of(line))
    text = _FENCE.sub("", page.read_text("utf-8"))
    yield from (Command(str(page.relative_to(ROOT)), _words(found[1])) for found in _INLINE.finditer(text))


def _commands_of(line: str) -> Iterator[tuple[str, ...]]:
    for part in _BETWEEN.split(line):
        found = re.match(r"(?:unshare -rn )?(?:\S*/)?(gestae [a-z].*)", part.strip())
        if found:
            yield _words(found[1])


def _words(line: str) -> tuple[str, ...]:
    try:
        words = shlex.split(line, comments=True)
    except ValueError as error:
        raise AssertionError(f"not a command that a shell reads: {line}") from error
    cut = next((place for place, word in enumerate(words) if word in (">", ">>", "2>")), len(words))
    return tuple(word for word in words[1:cut] if word not in _ELLIPSES)
