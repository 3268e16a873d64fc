"""Make a case of a folder and keep its head elsewhere: take_in_and_verify.py FOLDER CASE HEADS.txt."""

from __future__ import annotations

import sys
from pathlib import Path

import gestae


def main(folder: Path, case: Path, heads: Path) -> int:
    """Take everything in, verify, and append the journal's head to a file that lies where the case does not."""
    desk = gestae.Desk("O. Koval")
    with gestae.create_case(case, desk, title=folder.name, zone="Europe/Kyiv") as opened:
        intake = gestae.add(opened, gestae.Delivery((folder,), received_from="the duty officer"))
    for refused in intake.refused:
        print(f"refused: {refused.place}: {refused.wrong}; {refused.right}")
    found = gestae.verify_case(case)
    with heads.open("a", encoding="utf-8") as page:
        page.write(f"{case.name} {found.head.seq}:{found.head.hex}\n")
    print(f"{len(intake.taken)} taken, {len(intake.refused)} refused, whole: {found.is_whole}")
    return 0 if found.is_whole and intake.agrees else 1


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
