"""[edge] What runs in a worker process: take an item, do it, answer, until the engine hangs up.

Started by the local engine as `python -m gestae.engine.worker SOCKET MEMORY PARENT`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Final

from gestae.engine.limits import confine
from gestae.engine.messages import pack_outcome, pack_progress, unpack_order
from gestae.engine.work import FailureKind, Report, perform

__all__ = ["main", "serve"]

# A progress bar is drawn some ten times a second; more reports would only cost time.
_REPORT_S: Final = 0.1


def serve(connection: Connection, clock: Callable[[], float]) -> None:
    """Answer every order that comes, until the other side hangs up or an item ran out of memory.

    After that the process is not used again: libraries do not all clean up when memory is refused.
    """
    while True:
        try:
            item = unpack_order(connection.recv_bytes())
        except EOFError:
            return
        outcome = perform(item, _reporter(connection, clock))
        connection.send_bytes(pack_outcome(outcome))
        if outcome.failure is not None and outcome.failure.kind is FailureKind.MEMORY:
            return


def main(arguments: list[str]) -> None:
    """Bind this process to its limits, then serve."""
    socket, memory_bytes, parent = (int(argument) for argument in arguments)
    confine(memory_bytes, parent)
    serve(Connection(socket), time.monotonic)


def _reporter(connection: Connection, clock: Callable[[], float]) -> Report:
    last_s = clock() - _REPORT_S

    def report(fraction: float) -> None:
        nonlocal last_s
        now_s = clock()
        if now_s - last_s >= _REPORT_S or fraction >= 1:
            last_s = now_s
            connection.send_bytes(pack_progress(fraction))

    return report


if __name__ == "__main__":
    main(sys.argv[1:])
