"""The table of mutants that no test can notice, each with its reason; it must fit the code as it is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from tools.mutants.changes import Mutant

__all__ = ["misfits", "read_explained", "wrong"]

_KEYS = {"module", "function", "was", "now", "reason"}


def read_explained(path: Path) -> dict[tuple[str, str, str, str], str]:
    """Read the table: the name of a mutant (`Mutant.name`) and why nothing can differ.

    Raises:
        ValueError: a row has other keys than it should, or says nothing, or stands twice.
    """
    found: dict[tuple[str, str, str, str], str] = {}
    for row in tomllib.loads(path.read_text("utf-8")).get("equivalent", []):
        if set(row) != _KEYS or not row["reason"].strip():
            raise ValueError(f"{row}: a row has module, function, was, now and a reason, and no more")
        name = row["module"], row["function"], row["was"], row["now"]
        if name in found:
            raise ValueError(f"{name} stands twice; keep one")
        found[name] = row["reason"]
    return found


def misfits(explained: Iterable[tuple[str, str, str, str]], mutants: Iterable[Mutant]) -> list[str]:
    """Name explanations of mutants that are no more: the code has changed, so what was said of it may be untrue."""
    there = {one.name for one in mutants}
    return [f"{name[0]}.{name[1]}: no mutant `{name[2]}` -> `{name[3]}`" for name in explained if name not in there]


def wrong(explained: Mapping[tuple[str, str, str, str], str], killed: Iterable[Mutant]) -> list[str]:
    """Name explanations of mutants that a test did notice."""
    return [f"{one.module}.{one.function}: `{one.now}` is noticed, whatever its reason says" for one in killed
            if one.name in explained]  # fmt: skip
