"""An analysis in a process of its own that says how far it has come, a line each time: `soak_run CASE WORKERS`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from gestae.workflow.analyze import analyze
from gestae.workflow.case import Case, Desk


def tell(what: str, fraction: float) -> None:
    print(json.dumps([time.monotonic(), what, fraction]), flush=True)


if __name__ == "__main__":
    with Case.open(Path(sys.argv[1]), Desk("O. Tester")) as case:
        analyze(case, workers=int(sys.argv[2]), progress=tell)
