"""gestae's side of `moments.py`, in processes that load nothing but gestae.

    python -m benchmarks.moments_run CASE first|both|detector     prints the moments that were found
    python -m benchmarks.moments_run CASE hour                    prints when the first was told, and stops

Each prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

BEGAN_S = time.monotonic()


class Enough(BaseException):
    """What was to be measured is."""


def run(folder: Path, how: str) -> None:
    """Search the footage of a case, and print the moments."""
    from gestae.workflow.analyze import Looks, Search, analyze, read_new_facts
    from gestae.workflow.case import Case, Desk
    from gestae.workflow.films import films
    from gestae.workflow.moments import moments_document
    from gestae.workflow.surveys import search

    with Case.open(folder, Desk("benchmark")) as case:
        if how == "detector":
            analyze(case, Looks(search=Search.COMPLETE))
        else:
            read_new_facts(case)
            search(case, films(case.store)[0], first_only=how == "first")
        document: Any = moments_document(case.store)
    (one,) = document["footage"]
    print(json.dumps([[moment["start"]["seconds"], moment["end"]["seconds"]] for moment in one["moments"]]))


def run_hour(folder: Path) -> None:
    """Search until the first pass is over; print when the first moments were told, and when ten minutes were final."""
    from gestae.workflow import surveys
    from gestae.workflow.analyze import analyze
    from gestae.workflow.case import Case, Desk
    from gestae.workflow.films import Film, Pass
    from gestae.workflow.windowing import Window

    told: dict[str, float] = {}

    def now_s() -> float:
        return round(time.monotonic() - BEGAN_S, 2)

    def progress(what: str, _fraction: float) -> None:
        if "moments so far" in what:
            told.setdefault("first provisional moments", now_s())
        if what.startswith("complete pass") or what.endswith("complete pass"):
            raise Enough

    def found(_film: Film, which: Pass, window: Window) -> None:
        if which is Pass.KEYS and window.moments:
            told.setdefault("first ten minutes final", now_s())

    # `analyze` itself, as the verb calls it; only who is told of windows is another.
    surveys.search.__kwdefaults__["found"] = found
    with Case.open(folder, Desk("benchmark")) as case:
        try:
            analyze(case, progress=progress)
        except Enough:
            told["first pass over"] = now_s()
    own, others = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({**told, "largest process, MB": round(max(own, others))}))


if __name__ == "__main__":
    case_folder, asked = Path(sys.argv[1]), sys.argv[2]
    run_hour(case_folder) if asked == "hour" else run(case_folder, asked)
