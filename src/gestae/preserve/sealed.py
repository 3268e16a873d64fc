"""[edge] The vault of protected originals: encrypted as they are read; their plain bytes never touch the case.

One read gives the plain digest, the encrypted bytes, and these bytes' own digest, by which they are found. Whoever
has no key can verify that the encrypted bytes are the ones recorded; whoever has one, that they decrypt to the
original's digest. Encrypting the same bytes twice gives different bytes, so the plain digest cannot be found by
looking; which is which stands in the journal, under protection.

Because of that, bytes that a killed run had stored but not yet recorded cannot be recognised. A mark stands beside
them until `settle` or `close` is told that they are recorded; a later run removes what bears a mark that nobody holds.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from gestae.errors import FixityError, GestaeError
from gestae.model.evidence import Digest
from gestae.preserve.incoming import Marks
from gestae.preserve.pump import BUFFER_BYTES, Readable, copy_hashing, write_all
from gestae.preserve.vault import Stored, Vault, VaultFault

__all__ = ["Decrypt", "Encrypt", "SealedDelivery", "SealedVault"]


# From a stream to a stream; of the target only `write` and `flush` are called.
Encrypt: TypeAlias = Callable[[BinaryIO, BinaryIO], None]
Decrypt: TypeAlias = Callable[[BinaryIO, BinaryIO], None]


class SealedVault:
    """A folder of encrypted originals: `ab/abcd…` by the digest of the encrypted bytes."""

    def __init__(self, root: Path, encrypt: Encrypt, held: Collection[Stored] = ()) -> None:
        """Open a sealed vault.

        Args:
            root: its folder.
            encrypt: reads plain bytes from a stream and writes encrypted ones to another.
            held: what the journal says is here, as far as the caller may know it: the same bytes are then sealed once.
        """
        self._vault = Vault(root)
        self._encrypt = encrypt
        self._held = {stored.digest: stored for stored in held}
        self._marks = Marks(self._vault.waiting_room)

    def path_of(self, sealed: Digest) -> Path:
        """Say where encrypted bytes lie, or would lie, by their own digest."""
        return self._vault.path_of(sealed)

    def sizes(self) -> frozenset[int]:
        """Give the plain sizes of all that is known to be held."""
        return frozenset(stored.size_bytes for stored in self._held.values())

    def put(self, source: Readable, *, size_bytes: int | None = None) -> Stored:
        """Encrypt a stream into the vault; `Stored.sealed` finds the encrypted bytes. See `Vault.put`."""
        plain = _Plain(source)

        def fill(target: BinaryIO) -> tuple[Digest, int]:
            sealing = _Sealing(target)
            try:
                self._encrypt(io.BufferedReader(plain, BUFFER_BYTES), cast("BinaryIO", sealing))
            finally:
                # An encrypting library may reword what a stream said, or swallow it: what was said first counts.
                trouble = plain.trouble or sealing.trouble
                if trouble is not None:
                    raise trouble
            os.fsync(target.fileno())
            self._marks.set(sealing.digest)
            return sealing.digest, sealing.written_bytes

        written = self._vault.write(fill, size_bytes=size_bytes)
        stored = Stored(plain.digest, plain.read_bytes, written.was_new, written.digest)
        self._held[stored.digest] = stored
        return stored

    def holds_same(self, source: Readable) -> Stored | None:
        """Read a stream and, if its bytes are known to be held, verify the encrypted ones and say so."""
        digest, _ = copy_hashing(source, None)
        held = self._held.get(digest)
        if held is None or held.sealed is None:
            return None
        self._vault.verify(held.sealed)
        return Stored(held.digest, held.size_bytes, was_new=False, sealed=held.sealed)

    def settle(self, stored: Stored) -> None:
        """Take note that the journal names what was stored: from now on no run removes it."""
        if stored.sealed is not None:
            self._marks.clear(stored.sealed)

    def discard(self, stored: Stored) -> None:
        """Remove encrypted bytes that no entry names, because the journal names others for the same original."""
        if stored.sealed is not None:
            self._held.pop(stored.digest, None)
            self._vault.path_of(stored.sealed).unlink(missing_ok=True)
            self._marks.clear(stored.sealed)

    def sweep(self, recorded: Collection[Digest]) -> tuple[Digest, ...]:
        """Remove encrypted bytes that a killed run stored and no entry names; say which.

        To be called where no other run fills this vault: one that sets its mark right now could not be told from a
        dead one.

        Args:
            recorded: every encrypted digest that the journal names.
        """
        return self._clear(self._marks.abandoned(), recorded)

    def _clear(self, marked: Iterable[Digest], recorded: Collection[Digest]) -> tuple[Digest, ...]:
        """Take marks away, and the bytes beside those that no entry names; say which bytes."""
        gone = []
        for digest in marked:
            if digest not in recorded:
                self._vault.path_of(digest).unlink(missing_ok=True)
                gone.append(digest)
            self._marks.clear(digest)
        return tuple(gone)

    def verify(self, stored: Stored, decrypt: Decrypt | None = None) -> None:
        """Read one sealed original again: the encrypted bytes, and with a key also what they decrypt to.

        Raises:
            FixityError: the encrypted bytes are missing or changed, or decrypt to something else.
        """
        if stored.sealed is None:
            raise FixityError(f"original {stored.digest.short}", recorded=stored.digest.hex, found=None)
        self._vault.verify(stored.sealed)
        if decrypt is None:
            return
        plain = _Digesting()
        with self._vault.open(stored.sealed) as stream:
            decrypt(stream, cast("BinaryIO", plain))
        if plain.digest != stored.digest:
            raise FixityError(
                f"sealed original {stored.sealed.short}", recorded=stored.digest.hex, found=plain.digest.hex
            )

    def verify_all(self, known: Collection[Digest] | None = None) -> Iterator[VaultFault]:
        """Read every encrypted file again and tell every fault; `known` are digests of encrypted bytes."""
        return self._vault.verify_all(known)


class SealedDelivery(SealedVault):
    """A sealed vault for one delivery that is recorded whole or not at all: `close` is told which."""

    def settle(self, stored: Stored) -> None:
        """Take note of nothing: before the whole delivery is recorded, none of it is."""

    def close(self, recorded: Collection[Digest]) -> tuple[Digest, ...]:
        """End a delivery that is recorded whole or not at all: remove what this run stored and no entry names.

        Args:
            recorded: every encrypted digest that the journal names now.

        Returns:
            What was removed.
        """
        return self._clear(self._marks.mine(), recorded)


class _Plain(io.RawIOBase):
    """The plain side: hashes what passes, and keeps what went wrong."""

    def __init__(self, source: Readable) -> None:
        super().__init__()
        self._source, self._sha256 = source, hashlib.sha256()
        self.read_bytes = 0
        self.trouble: Exception | None = None

    @property
    def digest(self) -> Digest:
        return Digest(self._sha256.hexdigest())

    def readable(self) -> bool:
        return True

    # A memoryview is what BufferedReader gives.
    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        try:
            filled = self._source.readinto(buffer) or 0
        except (OSError, GestaeError) as error:
            self.trouble = error
            raise
        self._sha256.update(buffer[:filled])
        self.read_bytes += filled
        return filled


class _Digesting:
    """A target that keeps only the digest of what it takes."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self.written_bytes = 0

    @property
    def digest(self) -> Digest:
        return Digest(self._sha256.hexdigest())

    def write(self, data: bytes, /) -> int:
        self._sha256.update(data)
        self.written_bytes += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


class _Sealing(_Digesting):
    """The encrypted side: writes, hashes what was written, and keeps what went wrong."""

    def __init__(self, target: BinaryIO) -> None:
        super().__init__()
        self._target = target
        self.trouble: Exception | None = None

    def write(self, data: bytes, /) -> int:
        try:
            write_all(self._target, memoryview(data))
        except OSError as error:
            self.trouble = error
            raise
        return super().write(data)
