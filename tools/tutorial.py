"""Run the tutorial for real and write what its commands print: python tools/tutorial.py DEMO.

DEMO is a folder that `gestae demo` made. Ids of observations are those of the case that is played: wherever the page
names one, it then names the one of the same camera and kind.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "tutorial" / "first-case.md"
AUTHOR: Final = "A. Reader"
# As wide as the page says that its tables are.
COLUMNS: Final = 100

_FENCE: Final = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_PROMPT: Final = "$ "
_ROW: Final = re.compile(r"^(?P<id>[0-9a-f]{12})\s+(?P<camera>\S+)\s+(?P<kind>[a-z_]+)\s", re.MULTILINE)
_DIGITS: Final = re.compile(r"\b(?=[a-f]*[0-9])[0-9a-f]{6,64}\b")


@dataclass(frozen=True)
class Said:
    """One command of the page, what it prints, and its exit code (None where that was not run)."""

    command: str
    printed: tuple[str, ...]
    code: int | None = None


def fences(text: str) -> Iterator[re.Match[str]]:
    """Give the blocks of the page that show commands with what they print."""
    yield from (found for found in _FENCE.finditer(text) if found["body"].startswith(_PROMPT))


def told(body: str) -> tuple[Said, ...]:
    """Part a block into its commands, each with the lines below it.

    >>> [one.command for one in told("$ a\\nsaid by a\\n$ b\\n")]
    ['a', 'b']
    """
    found: list[Said] = []
    for line in body.splitlines():
        if line.startswith(_PROMPT):
            found.append(Said(line.removeprefix(_PROMPT), ()))
        else:
            found[-1] = Said(found[-1].command, (*found[-1].printed, line))
    return tuple(found)


def play(text: str, demo: Path, folder: Path) -> tuple[str, tuple[tuple[Said, Said], ...]]:
    """Run every command of the page in its order.

    Args:
        text: the page.
        demo: a folder that `gestae demo` made; only its delivery is used.
        folder: an empty folder to work in.

    Returns:
        The page with what was printed now, and each command as the page tells it beside what came of it.
    """
    shutil.copytree(demo / "delivery", folder / "seized")
    ids: dict[str, str] = {}
    pairs: list[tuple[Said, Said]] = []
    written, end = [], 0
    for fence in fences(text):
        before = _with_ids(text[end : fence.start("body")], ids)
        _write_events(_with_ids(text[: fence.start()], ids), folder)
        page = told(fence["body"])
        now = _run([_with_ids(one.command, ids) for one in page], folder)
        ids |= _same(
            "\n".join(line for one in page for line in one.printed), "\n".join(x for y in now for x in y.printed)
        )
        pairs += zip(page, now, strict=True)
        written += [
            before,
            "".join(f"{_PROMPT}{one.command}\n" + "".join(f"{x}\n" for x in one.printed) for one in now),
        ]
        end = fence.end("body")
    return "".join([*written, _with_ids(text[end:], ids)]), tuple(pairs)


def stable(lines: tuple[str, ...]) -> list[str]:
    """Give what stays the same from run to run: words, not numbers, digests, or the width of columns.

    >>> stable(("head    49:145b6ac3678b", "13 ms"))
    ['head 0:#', '0 ms']
    """
    masked = (re.sub(r"/[0-9a-f]{2}/", "/#/", _DIGITS.sub("#", line)) for line in lines)
    return [re.sub(r"\s+", " ", re.sub(r"\d+(\.\d+)?", "0", line)).strip() for line in masked]


def main() -> int:
    """Play the page and write it anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("demo", type=Path)
    with tempfile.TemporaryDirectory() as folder:
        page, pairs = play(PAGE.read_text("utf-8"), parser.parse_args().demo.resolve(), Path(folder))
    PAGE.write_text(page, encoding="utf-8")
    for _, now in pairs:
        print(now.code, now.command)
    return 0


def _run(commands: list[str], folder: Path) -> list[Said]:
    """Run the commands of one block in one shell, whose variables they share."""
    script = "\n".join(f"{command}\nprintf '\\0%d\\0' $?" for command in commands)
    env = {**os.environ, "GESTAE_AUTHOR": AUTHOR, "COLUMNS": str(COLUMNS)}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False)
    parts = done.stdout.split("\0")[:-1]
    if len(parts) != 2 * len(commands):
        raise RuntimeError(f"{commands}: {done.stderr}")
    return [
        Said(command, tuple(line.rstrip() for line in printed.splitlines()), int(code))
        for command, printed, code in zip(commands, parts[::2], parts[1::2], strict=True)
    ]


def _write_events(text: str, folder: Path) -> None:
    """Save the list of events that the page tells its reader to save, as far as it is told."""
    for found in _FENCE.finditer(text):
        if found["info"] == "toml" and "[[event]]" in found["body"]:
            (folder / "events.toml").write_text(found["body"], encoding="utf-8")


def _same(page: str, now: str) -> dict[str, str]:
    """Match ids by camera and kind, in the order of their rows."""
    new = [(row["camera"], row["kind"], row["id"]) for row in _ROW.finditer(now)]
    ids = {}
    for row in _ROW.finditer(page):
        match = next((one for one in new if one[:2] == (row["camera"], row["kind"])), None)
        if match is not None:
            new.remove(match)
            ids[row["id"]] = match[2]
    return ids


def _with_ids(text: str, ids: Mapping[str, str]) -> str:
    def now(found: re.Match[str]) -> str:
        full = [new for old, new in ids.items() if old.startswith(found[0])]
        return full[0][: len(found[0])] if len(full) == 1 else found[0]

    return _DIGITS.sub(now, text)


if __name__ == "__main__":
    raise SystemExit(main())
