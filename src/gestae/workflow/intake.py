"""Files come in: preserved, received, described; clock facts and custody go to the journal with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from gestae.base.canonical import Json, content_id
from gestae.errors import InputRefused
from gestae.model.evidence import Digest, Received, RefusedItem
from gestae.model.time import Instant
from gestae.preserve.acquisition import read_acquisition
from gestae.preserve.expect import Comparison, Expected, compare, read_expected
from gestae.preserve.handover import AcquisitionForm
from gestae.preserve.intake import Keeper, Known, Taken, take_in
from gestae.preserve.intake import Progress as IntakeProgress
from gestae.preserve.listing import walk
from gestae.workflow.case import Case, Progress, no_progress
from gestae.workflow.clocks import record_clocks
from gestae.workflow.protected import (
    hide_open_receipts,
    only_protected_intake,
    record_protected,
    record_protected_refusal,
    sealed_vault,
)

__all__ = ["Delivery", "Intake", "add"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is handed over, by whom, with which papers.

    `name` sets one hand-over apart from another: started again after a kill, the same name goes on where it
    stopped; the same files handed over once more need another.
    """

    paths: tuple[Path, ...]
    received_from: str | None = None
    camera: str | None = None
    expect: Path | None = None
    acquisition: Path | None = None
    is_protected: bool = False
    pseudonym: str | None = None
    names: str = "utf-8"
    name: str | None = None
    reason: str = "received"


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of a delivery."""

    taken: tuple[Taken, ...]
    known: tuple[Known, ...]
    refused: tuple[RefusedItem, ...]
    compared: Comparison | None

    @property
    def received(self) -> tuple[Received, ...]:
        """Everything that is preserved now, in the delivery's order."""
        outcomes: tuple[Taken | Known, ...] = (*self.taken, *self.known)
        return tuple(outcome.received for outcome in outcomes)

    @property
    def agrees(self) -> bool:
        """Say whether every item was taken and the list that was given agrees."""
        return not self.refused and (self.compared is None or self.compared.agrees)


def add(case: Case, delivery: Delivery, *, progress: Progress = no_progress) -> Intake:
    """Take in a delivery: preserve every item, journal each receipt once, then the clock facts of its form.

    Raises:
        Faults, InputRefused: the acquisition form or the list of digests is faulty, or a form comes with protected
            items; nothing was taken in then.
        CaseError: protection is asked for, and the case has no recipient or another process takes in protected items.
    """
    _refuse_telling_papers(delivery)
    hide_open_receipts(case)
    paper = delivery.acquisition
    form = read_acquisition(paper.read_bytes(), paper.name) if paper else None
    expected = read_expected(delivery.expect.read_bytes(), delivery.expect.name) if delivery.expect else ()
    with only_protected_intake(case) if delivery.is_protected else nullcontext():
        intake = _take(case, delivery, form, expected, progress)
    compared = _compared(intake.received, expected, paper, delivery.expect)
    if form is not None and paper is not None:
        with case.alone():
            record_clocks(case, form, paper, intake.received)
    return Intake(intake.taken, intake.known, intake.refused, compared)


def _refuse_telling_papers(delivery: Delivery) -> None:
    """A form's entries name the files of the delivery, their cameras and their plain digests in the open."""
    if delivery.is_protected and delivery.acquisition is not None:
        raise InputRefused(
            "an acquisition form with protected items",
            wrong="would be journaled in the open, with the names and digests of what is protected",
            right="take in the protected items alone, and the form with the footage that it speaks of",
        )


def _take(
    case: Case, delivery: Delivery, form: AcquisitionForm | None, expected: Sequence[Expected], progress: Progress
) -> Intake:
    paths = [*delivery.paths, *(path for path in (delivery.acquisition, delivery.expect) if path)]
    listing = walk(_each_once(paths), own=case.folder, names=delivery.names)
    vault: Keeper = sealed_vault(case) if delivery.is_protected else case.originals
    receipts = _Receipts(case, delivery)
    taken: list[Taken] = []
    known: list[Known] = []
    refused: list[RefusedItem] = []
    listed = _Listed.of(expected)
    who = delivery.received_from or (form.received_from if form else None)
    telling = _Telling(progress)
    for outcome in take_in(listing, vault, delivery=_delivery_id(delivery), recorded=receipts.ids, progress=telling):
        if isinstance(outcome, Taken):
            is_new = receipts.record(outcome, _receipt(outcome, who, delivery.camera, listed.expects(outcome.received)))
            if is_new:
                taken.append(outcome)
            else:
                known.append(Known(outcome.id, outcome.received, outcome.stored))
        elif isinstance(outcome, Known):
            known.append(outcome)
        else:
            _record_refusal(case, outcome, delivery)
            refused.append(outcome)
    return Intake(tuple(taken), tuple(known), tuple(refused), None)


def _each_once(paths: Iterable[Path]) -> list[Path]:
    """Leave out what lies in a folder that is listed anyway: papers often lie beside what they speak of."""
    real = [path.resolve() for path in paths]
    kept: list[Path] = []
    for path in real:
        if not any(path == other or other in path.parents for other in [*kept, *real[: real.index(path)]]):
            kept.append(path)
    return kept


def _delivery_id(delivery: Delivery) -> str:
    places: Json = [str(path.absolute()) for path in delivery.paths]
    return delivery.name or content_id({"paths": places, "from": delivery.received_from})


@dataclass(frozen=True, slots=True)
class _Telling:
    """Turns bytes into a fraction of the whole."""

    progress: Progress

    def __call__(self, step: IntakeProgress) -> None:
        """Tell how far the delivery is."""
        self.progress(f"preserving {step.place}", step.done_bytes / step.total_bytes if step.total_bytes else 1.0)


@dataclass(slots=True)
class _Receipts:
    """The receipts that the journal has; each is written once, also where another process takes in the same."""

    case: Case
    delivery: Delivery
    ids: set[str] = field(init=False)
    head: int = field(init=False)

    def __post_init__(self) -> None:
        self._read()

    def record(self, taken: Taken, body: Mapping[str, Json]) -> bool:
        """Journal a receipt; False where it was journaled meanwhile."""
        delivery = self.delivery
        if delivery.is_protected:
            # Two sealed copies of one item differ, so each needs an entry that names it.
            record_protected(self.case, taken, body, delivery.pseudonym, delivery.reason)
            return True
        with self.case.alone():
            if self.case.store.head().seq != self.head:
                self._read()
            if taken.id in self.ids:
                return False
            self.head = self.case.decide("item-received", delivery.reason, **body)
        self.ids.add(taken.id)
        return True

    def _read(self) -> None:
        # The head first: what is journaled between the two questions is asked for again.
        self.head = self.case.store.head().seq
        self.ids = {str(row["receipt"]) for row in self.case.store.rows("receipts") if row["receipt"]}


def _receipt(taken: Taken, who: str | None, camera: str | None, expected: Digest | None) -> dict[str, Json]:
    received, member = taken.received, taken.received.member
    modified = received.modified_ns
    return {
        "sha256": received.digest.hex,
        "size_bytes": received.size_bytes,
        "name": received.name,
        "name_hex": received.raw_name_hex,
        "source_path": received.place,
        "received_from": who,
        "modified_at": None if modified is None else str(Instant(modified)),
        "item": taken.recognised.kind.value,
        "media_type": f"{taken.recognised.form} (by {taken.recognised.known_by})",
        "camera": camera,
        "protected": False,
        "container_sha256": member.archive.hex if member else None,
        "member_name": member.name if member else None,
        "expected_sha256": expected.hex if expected else None,
        "receipt": taken.id,
    }


def _compared(received: Sequence[Received], expected: Sequence[Expected], *papers: Path | None) -> Comparison | None:
    """Hold a delivery against its list; the list and the form themselves are no part of what was listed."""
    if not expected:
        return None
    own = {Digest.of(paper.read_bytes()) for paper in papers if paper}
    return compare(expected, [(one.place, one.digest) for one in received if one.digest not in own])


@dataclass(frozen=True, slots=True)
class _Listed:
    """What a list of digests says, found by digest and by name."""

    digests: frozenset[Digest]
    by_name: Mapping[str, tuple[Expected, ...]]

    @classmethod
    def of(cls, expected: Sequence[Expected]) -> _Listed:
        """Look the list through once."""
        by_name: dict[str, tuple[Expected, ...]] = {}
        for one in expected:
            last = one.name.replace("\\", "/").rpartition("/")[2]
            by_name[last] = (*by_name.get(last, ()), one)
        return cls(frozenset(one.digest for one in expected), by_name)

    def expects(self, received: Received) -> Digest | None:
        """Say which digest the list expects of an item: its own if that is listed, else the one beside its name."""
        if received.digest in self.digests:
            return received.digest
        differing = compare(self.by_name.get(received.name, ()), [(received.place, received.digest)]).different
        return differing[0].expected.digest if differing else None


def _record_refusal(case: Case, refused: RefusedItem, delivery: Delivery) -> None:
    """Journal a refusal once, however often the same delivery is started again; a protected one each time.

    What a protected refusal says is not to be found in the open, so it cannot be compared.
    """
    body: dict[str, Json] = {
        "name": refused.place.rpartition("/")[2] or refused.place,
        "source_path": refused.place,
        "name_hex": refused.raw_name_hex,
        "wrong": refused.wrong,
        "right": refused.right,
        "received_from": delivery.received_from,
    }
    if delivery.is_protected:
        record_protected_refusal(case, body, delivery.pseudonym, delivery.reason)
    elif not case.store.rows("refusals", source_path=refused.place, wrong=refused.wrong):
        case.decide("item-refused", delivery.reason, **body)
