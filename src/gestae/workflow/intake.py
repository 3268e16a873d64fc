"""Files come in: preserved, received, described; clock facts and custody go to the journal with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from gestae.base.canonical import Json, content_id
from gestae.model.evidence import Digest, MemberFacts, Received, RefusedItem
from gestae.model.time import Instant
from gestae.preserve.acquisition import read_acquisition
from gestae.preserve.expect import Comparison, Expected, compare, read_expected
from gestae.preserve.handover import AcquisitionForm
from gestae.preserve.intake import Keeper, Known, Taken, take_in
from gestae.preserve.intake import Progress as IntakeProgress
from gestae.preserve.listing import Item, walk
from gestae.preserve.sealing import is_key_of
from gestae.workflow.case import Case, Progress, no_progress
from gestae.workflow.foreseeing import refuse_absent, refuse_unfit_form
from gestae.workflow.forms import FormTaken, form_said, record_clocks, refuse_wider
from gestae.workflow.protected import hide_open_receipts, protected_delivery
from gestae.workflow.receipts import Again, OpenReceipts

__all__ = ["Delivery", "Intake", "Papers", "add", "check"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is handed over, by whom, with which papers.

    `name` sets one hand-over apart from another: started again after a kill, the same name goes on where it
    stopped; the same files handed over once more need another. Without a name, a file that was received before under
    the same name is not received again, from wherever it comes.
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
    in_the_open: tuple[str, ...] = ()  # of a protected delivery: what lies in the case in the open as well
    form: FormTaken | None = None  # what was taken from the delivery's acquisition form
    papers: tuple[str, ...] = ()  # of the form and the list of digests: those that are exhibits of their own now
    again: tuple[Again, ...] = ()  # what was received before, by another way, and was not received again

    @property
    def received(self) -> tuple[Received, ...]:
        """Everything of the delivery that lies in the case now."""
        outcomes: tuple[Taken | Known | Again, ...] = (*self.taken, *self.known, *self.again)
        return tuple(outcome.received for outcome in outcomes)

    @property
    def agrees(self) -> bool:
        """Say whether every item was taken and the list that was given agrees."""
        return not self.refused and (self.compared is None or self.compared.agrees)


def add(case: Case, delivery: Delivery, *, progress: Progress = no_progress) -> Intake:
    """Take in a delivery: preserve every item, journal each receipt once, then the clock facts of its form.

    A protected delivery is recorded whole at its end, papers and all, under encryption; or nothing of it stays.

    Raises:
        Faults, InputRefused: a path does not exist, the acquisition form or the list of digests is faulty, or the case
            contradicts the form: nothing was taken in then; or a protected delivery seems to be recorded already.
        CaseError: protection is asked for, and the case has no recipient.
    """
    hide_open_receipts(case)
    papers, listing = check(case, delivery)
    take = _take_protected if delivery.is_protected else _take_openly
    intake = take(case, delivery, papers, listing, progress)
    compared = _compared(intake.received, papers.expected, delivery.acquisition, delivery.expect)
    return replace(intake, compared=compared, papers=_papers_taken(intake.taken, delivery))


def check(case: Case, delivery: Delivery) -> tuple[Papers, list[Item | RefusedItem]]:
    """Read a delivery's papers and list it, and refuse what would be refused as a whole; nothing is taken in here.

    Raises:
        Faults: a path does not exist, or a paper is faulty.
        InputRefused: a paper cannot be read, or the case contradicts the form.
    """
    refuse_absent(delivery.paths)
    paper = delivery.acquisition
    form = read_acquisition(paper.read_bytes(), paper.name) if paper else None
    expected = read_expected(delivery.expect.read_bytes(), delivery.expect.name) if delivery.expect else ()
    listing = _listing(case, delivery)
    if form is not None and paper is not None:
        refuse_unfit_form(case.store, form, paper, listing, sees_held=not delivery.is_protected)
        if delivery.is_protected:
            refuse_wider(case.store, form, paper.name)
    return Papers(form, expected), listing


@dataclass(frozen=True, slots=True)
class Papers:
    """What came with a delivery and speaks of it: its form and its list of digests."""

    form: AcquisitionForm | None
    expected: Sequence[Expected]


class _Records(Protocol):
    """What takes note of a delivery's outcomes."""

    @property
    def vault(self) -> Keeper:
        """Where the items go."""
        ...

    @property
    def ids(self) -> Collection[str]:
        """The receipts that are recorded already."""
        ...

    def receive(self, taken: Taken, body: Mapping[str, Json]) -> Taken | Known | Again:
        """Take note of a receipt; give another outcome where it is not to be recorded."""
        ...

    def refuse(self, body: Mapping[str, Json]) -> None:
        """Take note of a refusal."""
        ...


def _take_openly(
    case: Case, delivery: Delivery, papers: Papers, listing: Iterable[Item | RefusedItem], progress: Progress
) -> Intake:
    records = OpenReceipts(case, _delivery_id(delivery), delivery.reason, is_another=delivery.name is not None)
    intake = _take(records, listing, delivery, papers, progress)
    if papers.form is None or delivery.acquisition is None:
        return intake
    with case.alone():
        return replace(intake, form=record_clocks(case, papers.form, delivery.acquisition, intake.received))


def _take_protected(
    case: Case, delivery: Delivery, papers: Papers, listing: Sequence[Item | RefusedItem], progress: Progress
) -> Intake:
    form, paper = papers.form, delivery.acquisition
    with protected_delivery(case, delivery.pseudonym, delivery.reason) as whole:
        whole.refuse_repeated(item.size_bytes for item in listing if isinstance(item, Item))
        intake = _take(whole, listing, delivery, papers, progress)
        if form is not None and paper is not None:
            said = form_said(case, form, paper, intake.received)
            for entries in said.entries:
                whole.state(entries)
            intake = replace(intake, form=said.taken)
        whole.record()
    plain = {str(row["sha256"]) for row in case.store.rows("exhibits")}
    return replace(intake, in_the_open=tuple(one.place for one in intake.received if one.digest.hex in plain))


def _listing(case: Case, delivery: Delivery) -> list[Item | RefusedItem]:
    paths = [*delivery.paths, *(path for path in (delivery.acquisition, delivery.expect) if path)]
    keys = {str(row["public_key"]) for row in case.store.rows("recipients")}
    found = walk(_each_once(paths), own=case.folder, names=delivery.names)
    return [_but_no_key(one, keys) if keys and isinstance(one, Item) else one for one in found]


def _but_no_key(item: Item, keys: Collection[str]) -> Item | RefusedItem:
    """Refuse a secret key of this case: whoever has the case could open all that is protected in it."""
    if item.member is not None or not is_key_of(item.path, keys):
        return item
    wrong, right = "is a secret key of this case", "keep it where neither the case nor what is handed over lies"
    return RefusedItem(item.place, wrong, right, item.raw_name_hex)


def _take(
    records: _Records,
    listing: Iterable[Item | RefusedItem],
    delivery: Delivery,
    papers: Papers,
    progress: Progress,
) -> Intake:
    taken: list[Taken] = []
    known: list[Known] = []
    again: list[Again] = []
    refused: list[RefusedItem] = []
    listed = _Listed.of(papers.expected)
    who = delivery.received_from or (papers.form.received_from if papers.form else None)
    steps = take_in(
        listing, records.vault, delivery=_delivery_id(delivery), recorded=records.ids, progress=_Telling(progress)
    )
    for step in steps:
        outcome: Taken | Known | Again | RefusedItem = step
        if isinstance(step, Taken):
            outcome = records.receive(step, _receipt(step, who, delivery.camera, listed.expects(step.received)))
        if isinstance(outcome, Taken):
            taken.append(outcome)
        elif isinstance(outcome, Known):
            known.append(outcome)
        elif isinstance(outcome, Again):
            again.append(outcome)
        else:
            records.refuse(_refusal(outcome, delivery))
            refused.append(outcome)
    return Intake(tuple(taken), tuple(known), tuple(refused), None, again=tuple(again))


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
        "member": _member(member) if member else None,
        "expected_sha256": expected.hex if expected else None,
        "receipt": taken.id,
    }


def _member(member: MemberFacts) -> dict[str, Json]:
    """Say which member of its archive it is: two may bear one name, and a program that unpacks them shows one."""
    facts: dict[str, Json] = {
        "index": member.index,
        "packed_bytes": member.packed_bytes,
        "crc32": f"{member.crc32:08x}",
    }
    return facts | ({"modified": member.modified} if member.modified else {})


def _compared(received: Sequence[Received], expected: Sequence[Expected], *papers: Path | None) -> Comparison | None:
    """Hold a delivery against its list; the list and the form themselves are no part of what was listed."""
    if not expected:
        return None
    own = {Digest.of(paper.read_bytes()) for paper in papers if paper}
    return compare(expected, [(one.place, one.digest) for one in received if one.digest not in own])


def _papers_taken(taken: Iterable[Taken], delivery: Delivery) -> tuple[str, ...]:
    new = {one.received.digest for one in taken}
    papers = (paper for paper in (delivery.acquisition, delivery.expect) if paper)
    return tuple(paper.name for paper in papers if Digest.of(paper.read_bytes()) in new)


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


def _refusal(refused: RefusedItem, delivery: Delivery) -> dict[str, Json]:
    # Named as a receipt is: the same again in a delivery that was killed, another in another delivery.
    said: dict[str, Json] = {"place": refused.place, "raw_name": refused.raw_name_hex, "wrong": refused.wrong}
    return {
        "receipt": content_id({**said, "delivery": _delivery_id(delivery)}),
        "name": refused.place.rpartition("/")[2] or refused.place,
        "source_path": refused.place,
        "name_hex": refused.raw_name_hex,
        "wrong": refused.wrong,
        "right": refused.right,
        "received_from": delivery.received_from,
    }
