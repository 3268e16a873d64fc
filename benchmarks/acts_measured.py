"""Write what was measured of each kind into a small table, which the reference prints."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from benchmarks.acts_score import Score

import gestae
from gestae.model.observation import Kind
from gestae.observe.rules import RULES

HEAD = """# Written by `python -m benchmarks.acts --write`; `make reference` prints it in docs/reference/kinds.md.
# Errors are seconds without their sign; `judged_s` is the time in which a false one would have been told.
format = 1
"""


def write_measured(
    path: Path, tables: Mapping[str, Mapping[str, Score]], *, looks_per_s: float | None, on: date
) -> None:
    """Write one table for each kind and material in which it occurs or could have been told falsely."""
    rate = "every frame" if looks_per_s is None else f"{looks_per_s:g} looks a second"
    lines = [HEAD, f'version = "{gestae.__version__}"', f"date = {on.isoformat()}", f'how = "{rate}"']
    for material, scores in tables.items():
        for kind, one in scores.items():
            if one.found + one.missed or one.films:
                lines += ["", *_table(material, kind, one)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _table(material: str, kind: str, one: Score) -> list[str]:
    rule = f"{kind}/{RULES[Kind(kind)].version}"
    rows = [
        "[[measured]]",
        f'kind = "{kind}"',
        f'rule = "{rule}"',
        f'material = "{material}"',
        f"films = {len(one.on)}",
    ]
    rows += [f"found = {one.found}", f"missed = {one.missed}"]
    rows += [f"acts = {len(one.acts)}", f"acts_found = {len(one.acts_found)}"]
    rows += [f"false = {one.false}", f"again = {one.again}", f"judged_s = {round(one.hours * 3600)}"]
    for name, errors in (("start", one.start_s), ("end", one.end_s)):
        if errors:
            sizes = [abs(error) for error in errors]
            rows += [f"{name}_median_s = {statistics.median(sizes):.2f}", f"{name}_most_s = {max(sizes):.2f}"]
    return [*rows, f"start_held = {one.held}"]
