"""How results reach a person or a program: tables and progress for the one, a single JSON document for the other."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from gestae.base.unseen import spelt_out
from gestae.cli.longtable import lines_of

__all__ = ["Screen", "StepLines", "counted"]

# How often a step that goes on is told again where there is no terminal: a log of hours stays short.
_AGAIN_S: Final = 30.0
_WIDE_CHARS: Final = 100


def plain(value: object) -> str:
    r"""Make any text safe for a terminal: what moves a cursor, turns a name round or shows nothing becomes visible.

    >>> print(plain("a" + chr(27) + "[2Jb"), plain(None), plain(True))
    a\x1b[2Jb – yes
    """
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value).encode("utf-8", "backslashreplace").decode()
    return spelt_out(text, lambda char: char.encode("unicode_escape").decode())


def counted(number: int, one: str, many: str = "") -> str:
    """Say how many of a thing there are.

    >>> counted(1, "entry", "entries"), counted(2, "item")
    ('1 entry', '2 items')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


class Screen:
    """Where a command's result goes: a table on the terminal, or one document on standard output."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._out = Console(highlight=False, soft_wrap=False, emoji=False)
        self._err = Console(stderr=True, highlight=False, emoji=False)

    @property
    def is_narrow(self) -> bool:
        """Whether six columns of a table would be too many beside each other."""
        return self._out.width < _WIDE_CHARS

    def document(self, document: Mapping[str, Any]) -> None:
        """Print one document, if a program asked."""
        if self.as_json:
            json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
            sys.stdout.write("\n")

    def table(
        self,
        title: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
        *,
        empty: str,
        unbroken: Collection[str] = (),
    ) -> None:
        """Print a table, or the sentence that says why there is none and what to do.

        Args:
            title: what it shows.
            columns: the headings; one that ends in " #" stands over numbers, which are never folded.
            rows: a cell for each column.
            empty: what is said where there are no rows.
            unbroken: headings of the other columns that are not folded either, however narrow the terminal is.
        """
        if self.as_json:
            return
        if not rows:
            if empty:
                self.say(empty)
            return
        shaped = [(name.removesuffix(" #"), name.endswith("#"), name.endswith("#") or name in unbroken)
                  for name in columns]  # fmt: skip
        cells = [[plain(value) for value in row] for row in rows]
        head, *lines = lines_of(shaped, cells, self._out.width)
        if title:
            self._out.print(escape(plain(title)), style="italic", soft_wrap=True)
        self._out.print(escape(head), style="bold", soft_wrap=True)
        self._out.file.write("\n".join(lines) + "\n")

    def say(self, text: str) -> None:
        """Tell a person; a program hears nothing."""
        if not self.as_json:
            self._out.print(escape("\n".join(plain(line) for line in text.split("\n"))), soft_wrap=True)

    def warn(self, text: str) -> None:
        """Tell on standard error, whoever reads."""
        self._err.print(escape("\n".join(plain(line) for line in text.split("\n"))), soft_wrap=True)

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[str, float], None]]:
        """Show a bar with rate and time left on standard error while work goes on; a line a step without terminal."""
        if not self._err.is_terminal:
            yield StepLines(self.warn)
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self._err) as progress:
            yield ProgressLine(progress, progress.add_task(what, total=1.0, rate=""))


class ProgressLine:
    """One bar that a stage moves forward."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def __call__(self, what: str, fraction: float) -> None:
        """Move to `fraction` (0 to 1) of the whole and say what is being done."""
        task = self._progress.tasks[self._progress.task_ids.index(self._task)]
        elapsed_s = task.elapsed or 0.0
        rate = f"{fraction / elapsed_s:.1%}/s" if elapsed_s > 0 and 0 < fraction < 1 else ""
        self._progress.update(self._task, completed=fraction, description=escape(plain(what)), rate=rate)


class StepLines:
    """What a log shows of a stage: a line when a step begins, and one now and then while it goes on.

    >>> clock = iter([0.0, 1.0, 40.0, 41.0])
    >>> line = StepLines(print, lambda: next(clock))
    >>> for told, done in (("looking: 0 of 9", 0), ("looking: 1 of 9", 0.1), ("looking: 4 of 9", 0.5), ("done", 1)):
    ...     line(told, done)
    looking: 0 of 9 (0 %)
    looking: 4 of 9 (50 %)
    done (100 %)
    """

    def __init__(self, tell: Callable[[str], None], now_s: Callable[[], float] = time.monotonic) -> None:
        self._tell, self._now_s = tell, now_s
        self._step, self._told_s = "", 0.0

    def __call__(self, what: str, fraction: float) -> None:
        """Say what is being done and how much of the whole is done (0 to 1), unless that was said just now."""
        # Steps begin with different words; what follows counts files, or names the one that is read.
        step, now_s = what.partition(" ")[0].rstrip(":"), self._now_s()
        if step != self._step or now_s - self._told_s >= _AGAIN_S:
            self._step, self._told_s = step, now_s
            self._tell(f"{what} ({100 * fraction:.0f} %)")
