"""[edge] Lines of Cyrillic letters read by Tesseract, where somebody installed it with Ukrainian and Russian.

It is a program of its own, so nothing is linked: all lines of a film go to one process, as pages of one picture file,
and its table comes back. Its dictionaries are off: they turn letters that are there into words that are not.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from gestae.errors import WeightsError
from gestae.model.sighting import ModelIdentity

__all__ = ["ROLE", "Tesseract", "find_tesseract"]

ROLE: Final = "cyrillic-reader"
_LANGUAGES: Final = ("rus", "ukr")
_TIMEOUT_S: Final = 120
_COLUMNS: Final = 12
_A_WORD: Final = "5"
# In per cent, as it rates a word; a line with a less certain one was not read. It reads words into empty pages.
_LEAST: Final = 60.0


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program on this machine.

    Attributes:
        program: its path.
        version: as it says.
        data: digest of each language's data file, in the languages' order.
    """

    program: str
    version: str
    data: tuple[str, ...]

    @property
    def identity(self) -> ModelIdentity:
        """What made a finding: its version, and one digest over its data."""
        whole = hashlib.sha256("".join(self.data).encode("ascii")).hexdigest()
        return ModelIdentity(ROLE, f"tesseract {self.version}", whole, tuple(zip(_LANGUAGES, self.data, strict=True)))

    def read(self, pages: Sequence[npt.NDArray[np.uint8]]) -> tuple[str, ...]:
        """Read lines.

        Args:
            pages: (h, w) uint8 each, one line of text in each.

        Returns:
            A text for each, empty where nothing is read.

        Raises:
            WeightsError: it fails, or takes longer than two minutes.
        """
        if not pages:
            return ()
        first, *others = [Image.fromarray(np.ascontiguousarray(page)) for page in pages]
        file = io.BytesIO()
        first.save(file, "TIFF", save_all=True, append_images=others)
        options = ["--oem", "1", "--psm", "7", "-c", "load_system_dawg=0", "-c", "load_freq_dawg=0", "tsv"]
        table = _run([self.program, "-", "-", "-l", "+".join(reversed(_LANGUAGES)), *options], file.getvalue())
        return _lines(table, len(pages))


def find_tesseract() -> Tesseract | None:
    """Look for the program and its data for Ukrainian and Russian; None where one of them is absent.

    Raises:
        WeightsError: it is there and does not answer.
    """
    program = shutil.which("tesseract")
    if program is None:
        return None
    listed = _run([program, "--list-langs"], b"")
    folder = re.search(r'"([^"]+)"', listed)
    files = [Path(folder[1] if folder else "") / f"{name}.traineddata" for name in _LANGUAGES]
    if not set(_LANGUAGES) <= set(listed.split()) or not all(file.is_file() for file in files):
        return None
    version = re.search(r"tesseract v?(\S+)", _run([program, "--version"], b""))
    digests = tuple(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    return Tesseract(program, version[1] if version else "of unknown version", digests)


def _run(command: Sequence[str], given: bytes) -> str:
    # One thread: the same on every machine, and workers share the processors already.
    try:
        done = subprocess.run(  # noqa: S603 - the program that the search path names, and no shell is involved
            list(command), input=given, capture_output=True, timeout=_TIMEOUT_S, check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise WeightsError(f"tesseract does not answer: {error}") from error
    if done.returncode != 0:
        words = " ".join(done.stderr.decode("utf-8", "replace").split())[-200:]
        raise WeightsError(f"tesseract ended with {done.returncode}: {words or 'no message'}")
    return done.stdout.decode("utf-8", "replace")


def _lines(table: str, pages: int) -> tuple[str, ...]:
    """Take the words of each page from its table of tab-separated values."""
    words: list[list[tuple[str, float]]] = [[] for _ in range(pages)]
    for row in table.splitlines():
        columns = row.split("\t")
        if len(columns) == _COLUMNS and columns[0] == _A_WORD and 1 <= int(columns[1]) <= pages:
            words[int(columns[1]) - 1].append((columns[-1], float(columns[-2])))
    return tuple(
        " ".join(word for word, _ in some) if all(score >= _LEAST for _, score in some) else "" for some in words
    )
