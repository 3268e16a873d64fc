"""Gather the fragments of changes/ into CHANGELOG.md: python tools/changelog.py --version 0.1.0 --date 2026-12-01."""

from __future__ import annotations

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = {"added": "Added", "changed": "Changed", "fixed": "Fixed", "removed": "Removed"}
MARK = "Changes that are not released yet lie in [changes/](changes/), one file each.\n"


def gather(folder: Path) -> tuple[str, list[Path]]:
    """Return the section's text and the fragments it was made of."""
    lines, used = [], []
    for kind, heading in KINDS.items():
        fragments = sorted(folder.glob(f"*.{kind}.md"))
        if fragments:
            lines += [f"### {heading}", *(f"- {path.read_text().strip()}" for path in fragments), ""]
            used += fragments
    return "\n".join(lines), used


def main() -> int:
    """Write the section and remove its fragments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", required=True)
    parser.add_argument("--date", required=True)
    parser.add_argument("--dry-run", action="store_true", help="print the section, change nothing")
    args = parser.parse_args()
    section, used = gather(ROOT / "changes")
    if not used:
        print("changes/ holds no fragment")
        return 1
    if args.dry_run:
        print(section)
        return 0
    changelog = ROOT / "CHANGELOG.md"
    text = changelog.read_text()
    changelog.write_text(text.replace(MARK, f"{MARK}\n## {args.version} ({args.date})\n{section}", 1))
    for path in used:
        path.unlink()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
