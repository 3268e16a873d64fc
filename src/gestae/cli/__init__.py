"""The verbs on the command line; no reasoning."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line."""
    from gestae.cli.app import app  # what a shell completes must not wait for what a verb needs

    # Names as received may not be encodable on a terminal; they are shown by their bytes, never a traceback.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="gestae")
