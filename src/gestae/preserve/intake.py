"""[edge] Taking in a delivery: every item becomes an original and a receipt, or a refusal that says why.

The order of steps is what makes a killed run harmless. An original is safely in the vault before `take_in` yields its
receipt; the caller writes the receipt to the journal; then it asks for the next one. Killed between the two, the next
run of the same delivery finds the original held, yields the same receipt under the same id, and it is journaled then.
A receipt whose id the journal has is yielded as `Known` and is never journaled again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from gestae.errors import FixityError, IntakeError
from gestae.model.evidence import Digest, MemberFacts, Received, Recognised, RefusedItem
from gestae.preserve.archive import open_member
from gestae.preserve.kinds import HEAD_BYTES, recognise
from gestae.preserve.listing import Item, trouble
from gestae.preserve.names import Name
from gestae.preserve.plan import Step, Way, plan_intake, receipt_id
from gestae.preserve.pump import Readable, open_source
from gestae.preserve.vault import Stored

__all__ = ["Keeper", "Known", "Outcome", "Progress", "Taken", "take_in"]


# Device, number, size, and the times of writing and of change.
_State: TypeAlias = "tuple[int, int, int, int, int]"


_SEE_TO_THE_CASE: Final = "see whether the case is where it was and its disk works, then run the same command again"


class Keeper(Protocol):
    """What intake needs of a vault; `Vault` and `SealedVault` are ones."""

    def path_of(self, digest: Digest, /) -> Path:
        """Say where bytes lie, or would lie."""
        ...

    def sizes(self) -> frozenset[int]:
        """Give the sizes in bytes of all originals held."""
        ...

    def put(self, source: Readable, *, size_bytes: int | None = None) -> Stored:
        """Store a stream."""
        ...

    def holds_same(self, source: Readable) -> Stored | None:
        """Read a stream; say whether its bytes are held."""
        ...

    def settle(self, stored: Stored) -> None:
        """Take note that the journal names what was stored."""
        ...

    def discard(self, stored: Stored) -> None:
        """Take note that the journal names other bytes for the same original: these are one copy too many."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a delivery is: bytes read of those listed. An item compared first and then copied is read twice."""

    place: str
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A receipt to be journaled: its original lies safely in the vault."""

    id: str
    received: Received
    stored: Stored
    recognised: Recognised


@dataclass(frozen=True, slots=True)
class Known:
    """A receipt that the journal has already, from a run of the same delivery that was interrupted.

    Where originals are encrypted, the journal says which bytes are kept for it; `stored.sealed` may be others, which
    are removed when the next outcome is asked for.
    """

    id: str
    received: Received
    stored: Stored


Outcome: TypeAlias = "Taken | Known | RefusedItem"


def take_in(
    listing: Iterable[Item | RefusedItem],
    vault: Keeper,
    *,
    delivery: str,
    recorded: Collection[str] = (),
    progress: Callable[[Progress], None] = lambda _: None,
) -> Iterator[Outcome]:
    """Take in a delivery, item by item, in its order.

    Args:
        listing: what `walk` gave.
        vault: where originals go.
        delivery: the delivery's id; the same when a run that was killed is started again, another for a new hand-over.
        recorded: ids of the receipts that the journal has.
        progress: told after every buffer.

    Yields:
        One outcome for each entry of the listing. Ask for the next one only when this one is in the journal.
    """
    found = list(listing)
    plan = plan_intake([item for item in found if isinstance(item, Item)], vault.sizes())
    steps = iter(plan.steps)
    intake = _Intake(vault, _Meter(progress, plan.total_bytes))
    for entry in found:
        outcome: Outcome = entry if isinstance(entry, RefusedItem) else intake.take(next(steps), delivery)
        if isinstance(outcome, Taken) and outcome.id in recorded:
            outcome = Known(outcome.id, outcome.received, outcome.stored)
        yield outcome
        if isinstance(outcome, Taken):
            vault.settle(outcome.stored)
        elif isinstance(outcome, Known) and outcome.stored.was_new:
            vault.discard(outcome.stored)


class _Meter:
    """Bytes read so far in one delivery."""

    def __init__(self, tell: Callable[[Progress], None], total_bytes: int) -> None:
        self._tell, self._total_bytes, self._done_bytes = tell, total_bytes, 0

    def add(self, place: str, read_bytes: int) -> None:
        self._done_bytes += read_bytes
        self._tell(Progress(place, min(self._done_bytes, self._total_bytes), self._total_bytes))


class _Intake:
    """One run: the vault, the meter, and which archive became which original."""

    def __init__(self, vault: Keeper, meter: _Meter) -> None:
        self._vault, self._meter = vault, meter
        self._archives: dict[Path, Stored] = {}
        self._states: dict[Path, _State] = {}

    def take(self, step: Step[Item], delivery: str) -> Taken | RefusedItem:
        """Take in one item; whatever is wrong with it is its refusal and stops nothing else."""
        item = step.item
        try:
            stored, head = self._store(step)
            received = Received(
                item.place, stored.size_bytes, stored.digest, item.modified_ns, item.raw_name_hex, self._member(item)
            )
        except (IntakeError, FixityError) as error:
            wrong, _, right = str(error).partition("; ")
            return RefusedItem(item.place, wrong, right or "take it in again", item.raw_name_hex)
        except OSError as error:
            # What the item's own medium said was told as a refusal already.
            wrong = f"could not be taken in: the case's own folder fails ({error.strerror})"
            return RefusedItem(item.place, wrong, _SEE_TO_THE_CASE, item.raw_name_hex)
        if item.member is None:
            self._archives[item.path] = stored
        return Taken(receipt_id(received, delivery), received, stored, recognise(head, received.name))

    def _store(self, step: Step[Item]) -> tuple[Stored, bytes]:
        if step.way is Way.COMPARE_FIRST:
            with self._opened(step.item) as source:
                held = self._vault.holds_same(source)
            if held is not None:
                return held, bytes(source.head)
        with self._opened(step.item) as source:
            stored = self._vault.put(source, size_bytes=step.item.size_bytes)
        return stored, bytes(source.head)

    @contextmanager
    def _opened(self, item: Item) -> Iterator[_Watched]:
        if item.member is None:
            with _opened_source(item) as stream:
                began = _state(os.fstat(stream.fileno()))
                _refuse_elsewhere(stream, item.path)
                yield _Watched(stream, item, self._meter, lambda: _refuse_changed(stream, item, began))
                self._states[item.path] = began
            return
        # A member is read from the archive that was preserved, so that the link between the two is true.
        preserved = self._vault.path_of(self._archive(item).digest)
        if preserved.is_file():
            with open_member(preserved, item.member) as member:
                yield _Watched(member, item, self._meter)
            return
        # One that was encrypted cannot be read from there: the archive must be as it was when it was read.
        with ExitStack() as opened:
            with _medium_told(item):
                member = opened.enter_context(open_member(item.path, item.member))
            yield _Watched(member, item, self._meter, lambda: self._refuse_exchanged(item.path))

    def _refuse_exchanged(self, path: Path) -> None:
        if _state(path.lstat()) != self._states.get(path):
            raise IntakeError("is of an archive that changed after it was read; take the archive in again")

    def _archive(self, item: Item) -> Stored:
        if item.path not in self._archives:
            raise IntakeError("its archive could not be preserved; mend that first and take the archive in again")
        return self._archives[item.path]

    def _member(self, item: Item) -> MemberFacts | None:
        member = item.member
        if member is None:
            return None
        facts = member.facts
        archive = self._archive(item).digest
        return MemberFacts(archive, member.name, member.index, facts.compress_size, facts.CRC, member.modified)


class _Watched:
    """A source that keeps its first bytes, counts, and says plainly that it was the source that failed."""

    def __init__(self, stream: Readable, item: Item, meter: _Meter, at_end: Callable[[], None] = lambda: None) -> None:
        self._stream, self._item, self._meter, self._at_end = stream, item, meter, at_end
        self._read_bytes = 0
        self.head = bytearray()

    def readinto(self, buffer: memoryview, /) -> int:
        with _medium_told(self._item):
            filled = self._stream.readinto(buffer) or 0
        self.head += buffer[: min(filled, HEAD_BYTES - len(self.head))]
        self._read_bytes += filled
        self._meter.add(self._item.place, filled)
        if filled == 0 or self._read_bytes > self._item.size_bytes:
            self._finish()
        return filled

    def _finish(self) -> None:
        """Refuse before anything bears a name in the vault: a file that is still written is no original yet."""
        self._at_end()
        if self._read_bytes != self._item.size_bytes:
            raise IntakeError(
                f"gave {self._read_bytes} bytes where its folder says {self._item.size_bytes}; "
                "take it in again when nothing writes it any more"
            )


@contextmanager
def _medium_told(item: Item) -> Iterator[None]:
    """Say as a refusal what the item's own medium says: it is never taken for a fault of the case's disk."""
    try:
        yield
    except OSError as error:
        refused = trouble(Name(item.place, item.raw_name_hex), error)
        raise IntakeError(f"{refused.wrong}; {refused.right}") from error


@contextmanager
def _opened_source(item: Item) -> Iterator[FileIO]:
    with ExitStack() as opened:
        with _medium_told(item):
            stream = opened.enter_context(open_source(item.path))
        yield stream


def _state(facts: os.stat_result) -> _State:
    """Give what changes with a file: its time of change too, which nobody can set back."""
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns


def _refuse_changed(stream: FileIO, item: Item, began: _State) -> None:
    facts = os.fstat(stream.fileno())
    if (facts.st_size, facts.st_mtime_ns) != (item.size_bytes, item.modified_ns) or _state(facts) != began:
        raise IntakeError("changed while it was copied; wait until whatever writes it has ended, then take it in again")


def _refuse_elsewhere(stream: FileIO, path: Path) -> None:
    """Refuse what a folder on the way that was exchanged for a link led to: it is not what was listed.

    The system says where an open file lies; where it does not, this cannot be asked. Upper and lower case are the same
    here, since a file system may take them for the same.
    """
    told = Path(f"/proc/self/fd/{stream.fileno()}")
    if told.is_symlink() and os.fspath(told.readlink()).casefold() != os.fspath(path).casefold():
        raise IntakeError("no longer lies where it was listed; take it in again when nothing moves it any more")
