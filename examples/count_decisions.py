"""Count for each camera what was accepted, rejected, recorded, and what waits: count_decisions.py CASE."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import gestae


def main(case: Path) -> int:
    """Print one line for each camera and decision."""
    with gestae.read_case(case) as view:
        counts = Counter((one.observation.camera or "not named", one.decision) for one in gestae.findings(view))
    for (camera, decision), number in sorted(counts.items()):
        print(f"{camera}: {number} {decision}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
