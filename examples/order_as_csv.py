"""Write the order of events as a table for a spreadsheet: order_as_csv.py CASE > order.csv."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import gestae


def main(case: Path) -> int:
    """Print one row for each event; an event without a place in time keeps its reason."""
    with gestae.read_case(case) as view:
        events = gestae.order_of_events(view)
    table = csv.writer(sys.stdout)
    table.writerow(["event", "earliest UTC", "latest UTC", "not placed because", "cameras", "stated by"])
    for event in events:
        span = event.interval
        bounds = (str(span.earliest), str(span.latest)) if span else ("", "")
        cameras = sorted({one.decided.observation.camera or "not named" for one in event.sightings})
        table.writerow([event.title, *bounds, event.not_placed, " ".join(cameras), event.stated_by])
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
