"""[edge] The engine of one machine: some worker processes with limits, any of which may die.

A pool of the standard library breaks as a whole when one worker is killed, and talks in pickles; here a worker
is a child process and a socket. Its death, by a hostile file, by the limit of memory or of time, is the outcome
of the one item that it held; another worker takes its place.
"""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import IO, Final

from gestae.engine.limits import SINGLE_THREADED, Limits
from gestae.engine.messages import Answered, pack_order, unpack_word
from gestae.engine.tally import Tally
from gestae.engine.work import Agenda, Failure, FailureKind, Outcome, Watch, WorkItem, agenda_of
from gestae.errors import EngineError, RecordError

__all__ = ["LocalEngine"]

# Larger answers belong into a file whose digest is the answer.
_LARGEST_MESSAGE_BYTES: Final = 256 * 1024 * 1024
_TAIL_BYTES: Final = 1000
_LAST_WORDS_S: Final = 5.0
# A worker that stops in the middle of a message would hold up the engine (struct timeval: seconds, microseconds).
_SOCKET_PATIENCE: Final = struct.pack("ll", 10, 0)
# An honest worker reports ten times a second; one that never stops talking is stopped.
_WORDS_PER_S: Final = 20
_WORDS_AT_LEAST: Final = 100


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Runs items on `workers` single-threaded processes of this machine.

    >>> LocalEngine(workers=2, limits=Limits(memory_bytes=2**30, seconds_per_item=600.0)).workers
    2
    """

    workers: int
    limits: Limits

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise RecordError(f"{self.workers} workers; there must be at least one")

    def run(self, items: Iterable[WorkItem] | Agenda, *, watch: Watch | None = None) -> Iterator[Outcome]:
        """See `Engine.run`. The workers start at once: until the first outcome, the caller may have things to do."""
        run = _Run(agenda_of(items), self, watch)
        outcomes = _Outcomes(run)
        run.staff()
        return outcomes


class _Outcomes(Iterator[Outcome]):
    """The outcomes of a run; whoever lets go of them, early or at the end, lets go of its workers."""

    def __init__(self, run: _Run) -> None:
        self._run, self._given = run, run.outcomes()

    def __next__(self) -> Outcome:
        try:
            return next(self._given)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End what goes on."""
        self._run.dismiss_all()

    def __del__(self) -> None:
        self.close()


@dataclass(eq=False, slots=True)
class _Worker:
    """A child process, the socket to it, what it writes to stderr, and what it is doing."""

    process: subprocess.Popen[bytes]
    connection: Connection
    stderr: IO[bytes]
    number: int | None = None  # of the item that it holds
    deadline_s: float = 0.0
    words: int = 0  # said since it got the item

    def end(self) -> int:
        """Kill it if it lives, and collect it.

        Returns:
            Its exit status; negative: the signal that ended it.
        """
        self.connection.close()
        self.process.kill()
        return self.process.wait()


@dataclass(slots=True)
class _Run:
    """One call of `run`: the items, the workers, the outcomes that wait for their turn."""

    agenda: Agenda
    engine: LocalEngine
    watch: Watch | None
    workers: list[_Worker] = field(default_factory=list)
    ready: dict[int, Outcome] = field(default_factory=dict)
    todo: deque[int] = field(init=False)
    tally: Tally = field(init=False)
    known: int = field(init=False)  # items of the agenda

    def __post_init__(self) -> None:
        self.known = len(self.items)
        self.todo = deque(range(self.known))
        self.tally = Tally(self.items, self.watch)

    @property
    def items(self) -> list[WorkItem]:
        """All that is known to be done."""
        return self.agenda.items

    def outcomes(self) -> Iterator[Outcome]:
        """Give the outcomes in the order of the items."""
        number = 0
        while number < len(self.items):
            self._take_up()
            while number not in self.ready:
                self._step()
            yield self.ready.pop(number)
            number += 1

    def staff(self) -> None:
        """Give every free worker an item, and start workers while there is more to do."""
        for worker in [one for one in self.workers if one.number is None]:
            # A worker that was not asked and says something has died, or is no honest one.
            if worker.connection.poll():
                self._let_go(worker)
            else:
                self._order(worker)
        while self.todo and len(self.workers) < self.engine.workers:
            self._hire()

    def _take_up(self) -> None:
        """Hand out what was added to the agenda."""
        if len(self.items) > self.known:
            self.todo.extend(range(self.known, len(self.items)))
            self.known = len(self.items)
            self.tally.grow(self.items)
            self.staff()

    def _hire(self) -> None:
        """Start a worker and give it the next item."""
        ours, theirs = socket.socketpair()
        for patience in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            ours.setsockopt(socket.SOL_SOCKET, patience, _SOCKET_PATIENCE)
        with theirs:
            stderr = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker
            # -P: a folder of evidence may be the working directory, and must not be a place to import from.
            process = subprocess.Popen(  # noqa: S603 - this very interpreter, and numbers
                [sys.executable, "-P", "-m", "gestae.engine.worker", *self._arguments(theirs.fileno())],
                env={**os.environ, **SINGLE_THREADED, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )
        worker = _Worker(process, Connection(ours.detach()), stderr)
        self.workers.append(worker)
        self._order(worker)

    def dismiss_all(self) -> None:
        """Kill every worker; nothing of them is needed any more."""
        while self.workers:
            worker = self.workers.pop()
            worker.end()
            worker.stderr.close()

    def _arguments(self, fileno: int) -> list[str]:
        return [str(number) for number in (fileno, self.engine.limits.memory_bytes, os.getpid())]

    def _order(self, worker: _Worker) -> None:
        """Give a worker the next item, if there is one; without, it waits for what may be added."""
        if not self.todo:
            worker.number = None
            return
        worker.number, worker.words = self.todo.popleft(), 0
        worker.deadline_s = time.monotonic() + self.engine.limits.seconds_per_item
        # A worker that is gone already is noticed when it is listened to.
        with suppress(BrokenPipeError, ConnectionResetError):
            worker.connection.send_bytes(pack_order(self.items[worker.number]))

    def _step(self) -> None:
        """Wait until a worker says something, dies or runs out of time, and act on it."""
        now_s = time.monotonic()
        busy = [worker for worker in self.workers if worker.number is not None]
        patience_s = max(min(worker.deadline_s for worker in busy) - now_s, 0.0)
        spoken = wait([worker.connection for worker in busy], patience_s)
        for worker in [w for w in busy if w.connection in spoken]:
            self._listen(worker)
        for worker in [w for w in self.workers if w.number is not None and self._is_late(w)]:
            detail = f"took longer than {self.engine.limits.seconds_per_item:g} s and was stopped"
            self._replace(worker, Failure(FailureKind.TIME, detail))

    def _is_late(self, worker: _Worker) -> bool:
        """Say whether a worker is to be stopped; one whose words wait to be read may have finished in time."""
        if worker.words > _WORDS_AT_LEAST + _WORDS_PER_S * self.engine.limits.seconds_per_item:
            return True
        return worker.deadline_s <= time.monotonic() and not worker.connection.poll()

    def _listen(self, worker: _Worker) -> None:
        number = _held(worker)
        worker.words += 1
        try:
            word = unpack_word(worker.connection.recv_bytes(_LARGEST_MESSAGE_BYTES), self.items[number])
        except (EOFError, OSError):
            self._replace(worker, self._cause_of_death(worker))
            return
        except EngineError as error:
            self._replace(worker, Failure(FailureKind.DIED, str(error)))
            return
        if not isinstance(word, Answered):
            self.tally.report(number, word.fraction)
            return
        self._finish(number, word.outcome)
        if word.outcome.failure is not None and word.outcome.failure.kind is FailureKind.MEMORY:
            self._renew(worker)
        else:
            self._order(worker)

    def _replace(self, worker: _Worker, failure: Failure) -> None:
        number = _held(worker)
        self._finish(number, Outcome(self.items[number], failure=failure))
        self._renew(worker)

    def _renew(self, worker: _Worker) -> None:
        self._let_go(worker)
        if self.todo:
            self._hire()

    def _let_go(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.end()
        worker.stderr.close()

    def _finish(self, number: int, outcome: Outcome) -> None:
        self.ready[number] = outcome
        self.tally.finish(number, failed=not outcome.done)

    def _cause_of_death(self, worker: _Worker) -> Failure:
        """Say what ended a worker that hung up, from its exit status and its last words."""
        try:
            status = worker.process.wait(_LAST_WORDS_S)
        except subprocess.TimeoutExpired:
            status = worker.end()
        worker.stderr.seek(0, os.SEEK_END)
        worker.stderr.seek(max(worker.stderr.tell() - _TAIL_BYTES, 0))
        words = worker.stderr.read().decode("utf-8", "backslashreplace").strip()
        how = f"by signal {signal.Signals(-status).name}" if status < 0 else f"with exit status {status}"
        memory = any(sign in words for sign in ("MemoryError", "bad_alloc", "Cannot allocate memory"))
        return Failure(
            FailureKind.MEMORY if memory else FailureKind.DIED, f"ended {how}" + (f": {words}" if words else "")
        )


def _held(worker: _Worker) -> int:
    if worker.number is None:
        raise EngineError("a worker without an item is still listened to")
    return worker.number
