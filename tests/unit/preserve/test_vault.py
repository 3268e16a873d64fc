"""The vault: what goes in comes out, nothing half is left, and every fault is told."""

from __future__ import annotations

import fcntl
import os
import resource
import stat
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from gestae.errors import FixityError, IntakeError
from gestae.model.evidence import Digest
from gestae.preserve.pump import BUFFER_BYTES
from gestae.preserve.vault import FaultKind, Stored, Vault

DATA = b"the yard, from the gate"
SIZES = [0, 1, BUFFER_BYTES - 1, BUFFER_BYTES, BUFFER_BYTES + 1, 5 * BUFFER_BYTES + 3]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "originals")


def _left(vault: Vault) -> list[str]:
    """Every file under the vault that does not bear a digest's name."""
    return sorted(path.name for path in vault.root.rglob("*") if path.is_file() and len(path.name) != 64)


@pytest.mark.parametrize("size", SIZES)
def test_what_goes_in_comes_out(vault: Vault, size: int) -> None:
    data = os.urandom(size)
    stored = vault.put(BytesIO(data))
    assert stored == Stored(Digest.of(data), size, was_new=True)
    assert vault.get(stored.digest) == data
    with vault.open(stored.digest) as stream:
        assert stream.read() == data
    assert _left(vault) == []


def test_it_lies_under_its_digest_and_is_read_only(vault: Vault) -> None:
    digest = vault.put_bytes(DATA).digest
    path = vault.root / digest.hex[:2] / digest.hex
    assert path == vault.path_of(digest)
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert path.stat().st_nlink == 1
    assert digest in vault


def test_twice_is_once(vault: Vault) -> None:
    first, second = vault.put_bytes(DATA), vault.put_bytes(DATA)
    assert (first.was_new, second.was_new) == (True, False)
    assert list(vault.digests()) == [first.digest]


def test_short_reads_lose_nothing(vault: Vault) -> None:
    class Dripping:
        def __init__(self) -> None:
            self.rest = DATA

        def readinto(self, buffer: memoryview, /) -> int:
            filled = min(3, len(self.rest))
            buffer[:filled], self.rest = self.rest[:filled], self.rest[filled:]
            return filled

    assert vault.get(vault.put(Dripping()).digest) == DATA


def test_the_same_bytes_are_recognised_without_writing(vault: Vault) -> None:
    assert vault.holds_same(BytesIO(DATA)) is None
    stored = vault.put_bytes(DATA)
    assert vault.holds_same(BytesIO(DATA)) == Stored(stored.digest, len(DATA), was_new=False)
    assert vault.holds_same(BytesIO(DATA[:-1])) is None


def test_sizes_and_digests_are_of_all_that_is_held(vault: Vault) -> None:
    held = {vault.put_bytes(b"x" * size).digest for size in (0, 3, 7)}
    assert vault.sizes() == {0, 3, 7}
    assert set(vault.digests()) == held
    assert list(vault.digests()) == sorted(held)


def test_what_is_not_there_is_not_found(vault: Vault) -> None:
    missing = Digest.of(b"never")
    for ask in (vault.get, vault.verify, lambda digest: vault.open(digest).__enter__()):
        with pytest.raises(FixityError, match="not found; do not rely on this copy"):
            ask(missing)


def _damage(vault: Vault, digest: Digest, data: bytes) -> None:
    path = vault.path_of(digest)
    path.chmod(0o644)
    path.write_bytes(data)
    path.chmod(0o444)


def test_one_changed_bit_is_found_by_every_way_in(vault: Vault) -> None:
    digest = vault.put_bytes(DATA).digest
    _damage(vault, digest, bytes([DATA[0] ^ 1]) + DATA[1:])
    for ask in (vault.get, vault.verify):
        with pytest.raises(FixityError) as refused:
            ask(digest)
        assert refused.value.recorded == digest.hex
    with pytest.raises(FixityError):
        vault.put_bytes(DATA)
    with pytest.raises(FixityError):
        vault.holds_same(BytesIO(DATA))
    assert vault.path_of(digest).read_bytes() != DATA, "a damaged copy is not mended silently"


def test_every_fault_is_told_at_once(vault: Vault) -> None:
    kept, changed, writable, gone, unnamed = (vault.put_bytes(bytes([n]) * 9).digest for n in range(5))
    _damage(vault, changed, b"other")
    vault.path_of(writable).chmod(0o644)
    vault.path_of(gone).unlink()
    moved = vault.root / "zz" / kept.hex
    moved.parent.mkdir()
    moved.write_bytes(bytes([0]) * 9)
    moved.chmod(0o444)
    (vault.root / "note.txt").write_bytes(b"a stray file")
    (vault.root / "note.txt").chmod(0o444)
    (vault.root / "link").symlink_to("note.txt")
    os.mkfifo(vault.root / "pipe")
    found = {(fault.kind, fault.name) for fault in vault.verify_all({kept, changed, writable, gone})}
    assert found == {
        (FaultKind.CHANGED, f"{changed.hex[:2]}/{changed}"),
        (FaultKind.WRITABLE, f"{writable.hex[:2]}/{writable}"),
        (FaultKind.MISSING, f"{gone.hex[:2]}/{gone}"),
        (FaultKind.EXTRA, f"{unnamed.hex[:2]}/{unnamed}"),
        (FaultKind.WRONG_NAME, f"zz/{kept}"),
        (FaultKind.WRONG_NAME, "note.txt"),
        (FaultKind.EXTRA, "link"),
        (FaultKind.EXTRA, "pipe"),
    }


def test_a_whole_vault_has_no_fault(vault: Vault) -> None:
    held = {vault.put_bytes(bytes([n])).digest for n in range(20)}
    assert list(vault.verify_all(held)) == []
    assert list(vault.verify_all()) == []


def test_a_link_in_the_place_of_a_folder_hides_nothing(vault: Vault, tmp_path: Path) -> None:
    kept, moved = (vault.put_bytes(bytes([n])).digest for n in range(2))
    folder = vault.path_of(moved).parent
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert moved in vault, "the link leads to the bytes, so nothing that only looks them up sees it"
    assert [(fault.kind, fault.name) for fault in vault.verify_all({kept, moved})] == [
        (FaultKind.EXTRA, folder.name),
        (FaultKind.MISSING, f"{folder.name}/{moved}"),
    ]
    assert [fault.kind for fault in vault.verify_all()] == [FaultKind.EXTRA]


def test_a_link_in_the_place_of_a_file_is_a_fault(vault: Vault, tmp_path: Path) -> None:
    digest = vault.put_bytes(DATA).digest
    vault.path_of(digest).rename(tmp_path / "elsewhere")
    vault.path_of(digest).symlink_to(tmp_path / "elsewhere")
    (fault,) = vault.verify_all({digest})
    assert (fault.kind, fault.found) == (FaultKind.EXTRA, "is no ordinary file but a link")


def test_without_a_list_nothing_is_missing_or_too_much(vault: Vault) -> None:
    digest = vault.put_bytes(DATA).digest
    assert list(vault.verify_all(None)) == []
    assert [fault.kind for fault in vault.verify_all([])] == [FaultKind.EXTRA]
    vault.path_of(digest).unlink()
    assert list(vault.verify_all(None)) == []


def test_a_fault_reads_as_a_sentence(vault: Vault) -> None:
    digest = vault.put_bytes(DATA).digest
    _damage(vault, digest, b"x")
    (fault,) = vault.verify_all()
    assert str(fault) == f"{digest.hex[:2]}/{digest}: its bytes have sha256 {Digest.of(b'x')}"


class _Failing:
    """A source that fails after some bytes."""

    def __init__(self, good: int, error: BaseException) -> None:
        self.good, self.error = good, error

    def readinto(self, buffer: memoryview, /) -> int:
        if self.good == 0:
            raise self.error
        filled = min(self.good, len(buffer))
        self.good -= filled
        return filled


@pytest.mark.parametrize("good", [0, 1, BUFFER_BYTES, 3 * BUFFER_BYTES + 1])
@pytest.mark.parametrize("error", [IntakeError("the source failed"), KeyboardInterrupt()])
def test_a_source_that_fails_leaves_nothing(vault: Vault, good: int, error: BaseException) -> None:
    with pytest.raises(type(error)):
        vault.put(_Failing(good, error))
    assert _left(vault) == []
    assert list(vault.digests()) == []


@pytest.fixture
def short_files() -> Iterator[int]:
    """A limit on the size of files: the system then refuses a write, as a full disk does."""
    limit = 2 * BUFFER_BYTES
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_refused_write_is_a_refusal_of_the_item_and_leaves_nothing(vault: Vault, short_files: int) -> None:
    with pytest.raises(IntakeError, match=r"larger than the disk of the case allows.*run the same command again"):
        vault.put(BytesIO(b"x" * (short_files + 1)))
    assert _left(vault) == []
    assert list(vault.digests()) == []
    assert vault.put(BytesIO(b"x" * short_files)).was_new


def test_no_room_is_said_before_anything_is_written(vault: Vault) -> None:
    with pytest.raises(IntakeError, match=r"needs \d+ bytes: the disk of the case has \d+ bytes free, .*; make room"):
        vault.put(BytesIO(b""), size_bytes=1 << 62)
    assert _left(vault) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_a_refusal_and_the_next_small_item_fits(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("no small disk may be mounted here")
    try:
        vault = Vault(disk / "originals")
        with pytest.raises(IntakeError, match="the disk of the case is full; make room or choose another disk"):
            vault.put(BytesIO(b"x" * (6 << 20)))
        assert _left(vault) == []
        assert vault.put(BytesIO(b"x" * (1 << 20))).was_new
        assert list(vault.verify_all()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_what_a_killed_run_left_is_removed_at_the_next_start(vault: Vault) -> None:
    left = vault.root / ".incoming" / "0123456789abcdef.part"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"half")
    Vault(vault.root)
    assert not left.exists()


def test_what_a_living_run_writes_is_not_removed(vault: Vault) -> None:
    part = vault.root / ".incoming" / "0123456789abcdef.part"
    part.parent.mkdir(exist_ok=True)
    with part.open("wb") as stream:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
        Vault(vault.root)
        assert part.exists()
        assert list(vault.verify_all()) == [], "a file on its way is no fault"
    Vault(vault.root)
    assert not part.exists()


def test_a_sweep_while_a_put_runs_does_it_no_harm(vault: Vault) -> None:
    class Sweeping(_Failing):
        def readinto(self, buffer: memoryview, /) -> int:
            Vault(vault.root)
            filled = min(self.good, len(buffer))
            self.good -= filled
            return filled

    assert vault.put(Sweeping(3 * BUFFER_BYTES, OSError())).was_new
    assert list(vault.verify_all()) == []


def test_a_name_taken_meanwhile_is_kept(vault: Vault) -> None:
    class Racing(_Failing):
        def readinto(self, buffer: memoryview, /) -> int:
            if self.good:
                buffer[: len(DATA)] = DATA
                self.good = 0
                return len(DATA)
            Vault(vault.root).put_bytes(DATA)
            return 0

    assert vault.put(Racing(1, OSError())).was_new is False
    assert vault.get(Digest.of(DATA)) == DATA
    assert _left(vault) == []


def test_a_disk_without_hard_links_will_do(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    stored = vault.put_bytes(DATA)
    assert stored.was_new
    assert vault.get(stored.digest) == DATA
    assert _left(vault) == []


def test_bytes_that_do_not_read_back_are_refused(vault: Vault) -> None:
    def fill_and_lie(target: object) -> tuple[Digest, int]:
        target.write(b"what the disk kept")  # type: ignore[attr-defined]
        return Digest.of(b"what was written"), 16

    with pytest.raises(FixityError, match="the copy just written: recorded sha256"):
        vault.write(fill_and_lie)
    assert _left(vault) == []
    assert list(vault.digests()) == []


def test_a_case_folder_that_cannot_be_written_is_said_as_that(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(source: Path, target: Path) -> None:
        raise OSError(116, "Stale file handle")

    monkeypatch.setattr(os, "link", no_link)
    with pytest.raises(IntakeError, match=r"the case's folder could not be written \(Stale file handle\); make room"):
        vault.put_bytes(DATA)
    assert _left(vault) == []
