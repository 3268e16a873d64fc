"""[edge] age encryption: to whom a thing is protected, and with which key it is opened.

age (age-encryption.org/v1, X25519 recipients) by pyrage. Streams are worked through in pieces of 64 KiB, so that an
original of any size takes constant memory. Nothing here knows what it encrypts.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path
from typing import BinaryIO, Final

import pyrage
from pyrage.x25519 import Identity, Recipient

from gestae.errors import FixityError, InputRefused, IntakeError, SealError
from gestae.model.evidence import Digest
from gestae.preserve.pump import open_source

__all__ = [
    "Identity",
    "Recipient",
    "WrongKey",
    "decrypt_bytes",
    "decrypt_file",
    "decrypt_stream",
    "encrypt_bytes",
    "encrypt_file",
    "encrypt_stream",
    "is_key_of",
    "make_identity",
    "new_file",
    "opened_file",
    "parse_recipient",
    "read_identities",
]

_SECRET: Final = b"AGE-SECRET-KEY-1"
_MOST_KEY_BYTES: Final = 64 << 10
_OWNER_ONLY: Final = 0o600
_NO_KEY_FITS: Final = "No matching keys found"
_COMMENT: Final = "#"
# File systems without hard links answer with one of these.
_NO_LINKS: Final = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK})


class WrongKey(SealError):  # noqa: N818 - the field says "wrong key", and it is what a person reads
    """None of the keys at hand opens it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: none of the given keys opens it; give the key of one of its recipients")
        self.what = what


def make_identity(place: Path) -> str:
    """Make a new secret key and keep it where only its owner can read it.

    Args:
        place: a file that does not exist yet, outside the case.

    Returns:
        The public key that belongs to it, beginning with age1.

    Raises:
        SealError: something is at that place already, or it cannot be written.
    """
    identity = Identity.generate()
    public_key = str(identity.to_public())
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except OSError as error:
        raise SealError(
            f"{place}: a key cannot be written there ({error.strerror}); name a file that does not exist in a folder "
            "that you may write"
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{_COMMENT} public key: {public_key}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    return public_key


def read_identities(place: Path) -> tuple[Identity, ...]:
    """Read the secret keys of a file, one a line; lines that begin with # are remarks.

    Raises:
        InputRefused: the file cannot be read, or a line of it is no age key (the line itself is never repeated).
    """
    try:
        lines = place.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(str(place), wrong="cannot be read as a key file", right="name a file of age keys") from error
    keys = [(n, line.strip()) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith(_COMMENT)]
    if not keys:
        raise InputRefused(str(place), wrong="holds no key", right="write one age secret key a line")
    return tuple(_identity(key, f"{place}, line {n}") for n, key in keys)


def is_key_of(place: Path, public_keys: Collection[str]) -> bool:
    """Say whether a file holds the secret key to one of these public ones.

    A file that is too large for a key file or cannot be read is none here.
    """
    try:
        with open_source(place) as stream:
            head = stream.read(_MOST_KEY_BYTES + 1)
    except (OSError, IntakeError):
        return False
    if len(head) > _MOST_KEY_BYTES:
        return False
    keys = (line.strip().decode("ascii", "replace") for line in head.splitlines() if _SECRET in line)
    return any(_public_of(key) in public_keys for key in keys)


def _public_of(key: str) -> str | None:
    try:
        return str(Identity.from_str(key).to_public())
    except pyrage.IdentityError:
        return None


def parse_recipient(text: str, what: str = "a recipient") -> Recipient:
    """Read a public key.

    Raises:
        InputRefused: no age public key.

    >>> parse_recipient("age1nonsense")
    Traceback (most recent call last):
    gestae.errors.InputRefused: a recipient: 'age1nonsense' is no age public key; give the text that begins with age1
    """
    try:
        return Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise InputRefused(
            what, wrong=f"{text!r} is no age public key", right="give the text that begins with age1"
        ) from error


def encrypt_bytes(plain: bytes, recipients: Sequence[Recipient]) -> bytes:
    """Encrypt a small thing so that each of the recipients can open it.

    Raises:
        SealError: no recipients.
    """
    with _told("what is to be encrypted"):
        return bytes(pyrage.encrypt(plain, _at_least_one(recipients)))


def decrypt_bytes(sealed: bytes, identities: Sequence[Identity], what: str = "a sealed thing") -> bytes:
    """Open a small thing.

    Raises:
        WrongKey: none of the keys fits.
        SealError: it is cut, altered or not encrypted by age.
    """
    with _told(what):
        return bytes(pyrage.decrypt(sealed, list(identities)))


def encrypt_stream(source: BinaryIO, target: BinaryIO, recipients: Sequence[Recipient]) -> None:
    """Encrypt from one stream to another, in constant memory.

    Raises:
        SealError: no recipients, or a stream failed.
    """
    with _told("what is to be encrypted"):
        pyrage.encrypt_io(source, target, _at_least_one(recipients))


def decrypt_stream(
    source: BinaryIO, target: BinaryIO, identities: Sequence[Identity], what: str = "a sealed thing"
) -> None:
    """Open from one stream to another, in constant memory; on an error what was written is not to be used.

    Raises:
        WrongKey: none of the keys fits.
        SealError: it is cut, altered or not encrypted by age, or a stream failed.
    """
    with _told(what):
        pyrage.decrypt_io(source, target, list(identities))


def encrypt_file(source: Path, target: Path, recipients: Sequence[Recipient]) -> None:
    """Encrypt a file; the target has its name only when it is whole and on the disk.

    Raises:
        SealError: no recipients, or a file cannot be read or written.
    """
    with _whole_file(source, target) as (plain, sealed):
        encrypt_stream(plain, sealed, recipients)


def decrypt_file(source: Path, target: Path, identities: Sequence[Identity]) -> None:
    """Open a file; the target has its name only when all of it was found unaltered.

    Raises:
        WrongKey: none of the keys fits.
        SealError: it is cut, altered or not encrypted by age, or a file cannot be read or written.
    """
    with _whole_file(source, target) as (sealed, plain):
        decrypt_stream(sealed, plain, identities, str(source))


@contextmanager
def opened_file(source: Path, target: Path, identities: Sequence[Identity], *, recorded: Digest) -> Iterator[None]:
    """Open a file into a new one that only its owner may read; it has its name when the block ends without a fault.

    Before the block begins all was decrypted and is what was recorded; nothing is left of what was not.

    Args:
        source: the encrypted file.
        target: the file to make; nothing may lie there.
        identities: the keys.
        recorded: the digest of the plain bytes.

    Raises:
        InputRefused: something lies at the target.
        WrongKey: none of the keys fits.
        FixityError: the bytes are not those that were recorded.
        SealError: it is cut, altered or not encrypted by age, or a file cannot be read or written.
    """
    with new_file(target) as part:
        with source.open("rb") as sealed:
            decrypt_stream(sealed, part, identities, str(source))
        part.seek(0)
        found = Digest(hashlib.file_digest(part, "sha256").hexdigest())
        if found != recorded:
            raise FixityError(source.name, recorded=recorded.hex, found=found.hex)
        yield


@contextmanager
def new_file(target: Path) -> Iterator[BufferedRandom]:
    """Make a file that only its owner may read; it gets its name, whole, when the block ends without a fault.

    Raises:
        InputRefused: something lies there.
        SealError: it cannot be written.
    """
    part = target.with_name(target.name + ".part")
    for place in (target, part):
        if os.path.lexists(place):
            raise _is_there(place)
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _OWNER_ONLY)
        try:
            with os.fdopen(handle, "w+b") as written:
                yield written
                written.flush()
                os.fsync(written.fileno())
            _name(part, target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise SealError(f"{target}: cannot be written ({error.strerror}); check the folder and your rights") from error


def _name(part: Path, target: Path) -> None:
    """Give a file its name where nothing took it meanwhile."""
    try:
        os.link(part, target)
    except FileExistsError as error:
        raise _is_there(target) from error
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        part.rename(target)


def _is_there(place: Path) -> InputRefused:
    return InputRefused(str(place), wrong="is there already, and is not replaced", right="name a file that is not")


def _identity(key: str, what: str) -> Identity:
    try:
        return Identity.from_str(key)
    except pyrage.IdentityError as error:
        raise InputRefused(
            what, wrong="is no age secret key", right="give the line that begins with AGE-SECRET-KEY-1"
        ) from error


def _at_least_one(recipients: Sequence[Recipient]) -> list[Recipient]:
    if not recipients:
        raise SealError("nobody could open what is encrypted to nobody; add a recipient first")
    return list(recipients)


@contextmanager
def _whole_file(source: Path, target: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    part = target.with_name(target.name + ".part")
    try:
        with source.open("rb") as read, part.open("wb") as written:
            yield read, written
            written.flush()
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as error:
        raise SealError(f"{source} to {target}: {error}; check the disk and your rights") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Say what the library says in our words; it has one error for several causes, told apart by their text."""
    try:
        yield
    except pyrage.DecryptError as error:
        if str(error) == _NO_KEY_FITS:
            raise WrongKey(what) from error
        raise SealError(f"{what}: cannot be opened ({_one_line(error)}); restore it from a second copy") from error
    except (pyrage.EncryptError, OSError) as error:
        raise SealError(f"{what}: {_one_line(error)}; it may be cut or altered, or the disk may be full") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
