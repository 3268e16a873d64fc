"""Receipts in the open: each is journaled once, and what was received before only where somebody says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gestae.base.canonical import Json
from gestae.model.evidence import Digest, MemberFacts, Received
from gestae.preserve.intake import Keeper, Known, Taken
from gestae.preserve.plan import receipt_id
from gestae.workflow.case import Case

__all__ = ["Again", "OpenReceipts"]


@dataclass(frozen=True, slots=True)
class Again:
    """An item that was received before, by another way: the same bytes under the same name.

    Attributes:
        received: what came now.
        seq: the entry of its receipt.
        at: when that was journaled, as the journal writes it.
        received_from: who handed it over then; None where nobody said.
    """

    received: Received
    seq: int
    at: str
    received_from: str | None


@dataclass(slots=True)
class OpenReceipts:
    """The receipts that the journal has; each is written once, also where another process takes in the same.

    Attributes:
        case: the case.
        delivery: the delivery's id.
        reason: why it is taken in.
        is_another: whether somebody said that this is a hand-over of its own.
        ids: the receipts that are recorded.
    """

    case: Case
    delivery: str
    reason: str
    is_another: bool
    vault: Keeper = field(init=False)
    ids: set[str] = field(init=False)
    head: int = field(init=False)

    def __post_init__(self) -> None:
        self.vault = self.case.originals
        self._read()

    def receive(self, taken: Taken, body: Mapping[str, Json]) -> Taken | Known | Again:
        """Journal a receipt, unless it was journaled meanwhile, or the item was received before by another way."""
        with self.case.alone():
            if self.case.store.head().seq != self.head:
                self._read()
            if taken.id in self.ids:
                return Known(taken.id, taken.received, taken.stored)
            before = None if self.is_another else self._before(taken.received)
            if before is not None:
                return before
            self.head = self.case.decide("item-received", self.reason, **body)
        self.ids.add(taken.id)
        return taken

    def refuse(self, body: Mapping[str, Json]) -> None:
        """Journal a refusal once, however often the same delivery is started again."""
        if not self.case.store.rows("refusals", receipt=body["receipt"]):
            self.case.decide("item-refused", self.reason, **body)

    def _before(self, received: Received) -> Again | None:
        """Find the first receipt of the same bytes under the same name that is of no run of this delivery."""
        rows = self.case.store.rows("receipts", sha256=received.digest.hex)
        others = [row for row in rows if row["name"] == received.name and not _is_of(row, self.delivery)]
        first = min(others, key=lambda row: _whole(row["seq"]), default=None)
        if first is None:
            return None
        who = first["received_from"]
        return Again(received, _whole(first["seq"]), str(first["at"]), str(who) if who else None)

    def _read(self) -> None:
        # The head first: what is journaled between the two questions is asked for again.
        self.head = self.case.store.head().seq
        self.ids = {str(row["receipt"]) for row in self.case.store.rows("receipts") if row["receipt"]}


def _is_of(row: Mapping[str, Json], delivery: str) -> bool:
    """Say whether a receipt is of this delivery, by making its id again: two folders of one stick may hold one file."""
    archive, facts, raw = row["container_sha256"], row["member"], row["name_hex"]
    member = None
    if archive and isinstance(facts, Mapping):
        member = MemberFacts(Digest(str(archive)), str(row["member_name"]), _whole(facts["index"]), 0, 0, "")
    place = str(row["source_path"] or row["name"])
    received = Received(place, 0, Digest(str(row["sha256"])), None, str(raw) if raw else None, member)
    return receipt_id(received, delivery) == row["receipt"]


def _whole(value: Json) -> int:
    if not isinstance(value, int):  # pragma: no cover - an integer column
        raise TypeError(f"{value!r} from an integer column")
    return value
