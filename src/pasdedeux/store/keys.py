"""Keys of one person: a passphrase or a recovery code opens them, and nothing else does.

The passphrase gives a key (argon2id, RFC 9106) that unwraps the person's data key; so does the recovery code.
The data key opens everything private, and the private half of a pair to which the couple's key is sealed.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from pasdedeux.store.sealing import KEY_BYTES, StoreError, box, derived, new_key, unbox

SALT_BYTES = 16
SHORTEST = 8
"""Letters of a passphrase at least."""
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of codes: Crockford's base 32, without letters that are mistaken for others."""
MISTAKEN = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
RECOVERY_LETTERS = 30
"""150 bits."""
GROUP = 5


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a passphrase costs. It is kept beside the keys, so it can be raised later.

    Parameters
    ----------
    passes
        Over the memory.
    memory
        In KiB.
    lanes
        That run beside each other.

    Examples
    --------
    >>> Cost.read(str(Cost(3, 65536, 4)))
    Cost(passes=3, memory=65536, lanes=4)
    """

    passes: int = 3
    memory: int = 64 * 1024
    lanes: int = 4

    def __str__(self) -> str:
        return f"{self.passes},{self.memory},{self.lanes}"

    @classmethod
    def read(cls, text: str) -> Cost:
        """Read what was written beside the keys."""
        return cls(*map(int, text.split(",")))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Keyring:
    """One person's keys in the open, in memory alone, while that person is here.

    Parameters
    ----------
    person
        Id of the person.
    own
        Data key: opens everything private.
    private
        Opens what was sealed to this person.
    """

    person: str
    own: bytes
    private: X25519PrivateKey


@dataclass(frozen=True, slots=True)
class Envelope:
    """One person's keys as they are kept, all of them wrapped; only `public` is not secret."""

    cost: str
    salt: bytes
    by_passphrase: bytes
    by_recovery: bytes
    public: bytes
    private: bytes


def new_keys(person: str, passphrase: str, cost: Cost) -> tuple[Envelope, Keyring, str]:
    """Make the keys of a person.

    Returns
    -------
    tuple of Envelope, Keyring and str
        What is kept, the keys in the open, and the recovery code, which is shown once and kept nowhere.

    Raises
    ------
    StoreError
        If the passphrase is shorter than `SHORTEST`.

    Examples
    --------
    >>> kept, keys, code = new_keys("alma", "a blue kettle", Cost(1, 64, 1))
    >>> opened(kept, "alma", "a blue kettle").own == recovered(kept, "alma", code).own == keys.own
    True
    """
    own, private = new_key(), X25519PrivateKey.generate()
    keys = Keyring(person, own, private)
    salt, by_passphrase = _wrapped(person, own, passphrase, cost)
    by_recovery, code = by_new_recovery_code(keys)
    kept = Envelope(
        str(cost),
        salt,
        by_passphrase,
        by_recovery,
        private.public_key().public_bytes_raw(),
        box(own, private.private_bytes_raw(), "persons", person, "private"),
    )
    return kept, keys, code


def opened(kept: Envelope, person: str, passphrase: str) -> Keyring:
    """Open a person's keys with the passphrase.

    Raises
    ------
    StoreError
        If it is another passphrase.
    """
    key = _of_passphrase(passphrase, kept.salt, Cost.read(kept.cost))
    return _keyring(kept, person, unbox(key, kept.by_passphrase, "persons", person, "by_passphrase"))


def recovered(kept: Envelope, person: str, code: str) -> Keyring:
    """Open a person's keys with the recovery code.

    Raises
    ------
    StoreError
        If it is another code.
    """
    key = derived(plain_code(code).encode(), person.encode())
    return _keyring(kept, person, unbox(key, kept.by_recovery, "persons", person, "by_recovery"))


def by_new_recovery_code(keys: Keyring) -> tuple[bytes, str]:
    """Wrap the data key by a new recovery code.

    Returns
    -------
    tuple of bytes and str
        What is kept, and the code.
    """
    code = new_code(RECOVERY_LETTERS)
    key = derived(plain_code(code).encode(), keys.person.encode())
    return box(key, keys.own, "persons", keys.person, "by_recovery"), code


def with_passphrase(kept: Envelope, keys: Keyring, passphrase: str, cost: Cost) -> Envelope:
    """Wrap the same keys by another passphrase; the recovery code stays."""
    salt, by_passphrase = _wrapped(keys.person, keys.own, passphrase, cost)
    return Envelope(str(cost), salt, by_passphrase, kept.by_recovery, kept.public, kept.private)


def plain_code(code: str) -> str:
    """Read a code as it was meant, however it was typed.

    Examples
    --------
    >>> plain_code("ab1de-O23ol")
    'AB1DE02301'
    """
    return code.upper().translate(MISTAKEN)


def new_code(letters: int) -> str:
    """Make a code of so many letters, in groups that can be read out.

    Examples
    --------
    >>> len(new_code(10))
    11
    """
    text = "".join(secrets.choice(LETTERS) for _ in range(letters))
    return "-".join(text[at : at + GROUP] for at in range(0, letters, GROUP))


def _wrapped(person: str, own: bytes, passphrase: str, cost: Cost) -> tuple[bytes, bytes]:
    if len(passphrase) < SHORTEST:
        raise StoreError("store.short-passphrase", least=SHORTEST)
    salt = os.urandom(SALT_BYTES)
    return salt, box(_of_passphrase(passphrase, salt, cost), own, "persons", person, "by_passphrase")


def _of_passphrase(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Derive a key. Keyboards write one letter in several ways, so it is brought to one form first."""
    plain = unicodedata.normalize("NFKC", passphrase).encode()
    return hash_secret_raw(plain, salt, cost.passes, cost.memory, cost.lanes, KEY_BYTES, Type.ID)


def _keyring(kept: Envelope, person: str, own: bytes) -> Keyring:
    raw = unbox(own, kept.private, "persons", person, "private")
    return Keyring(person, own, X25519PrivateKey.from_private_bytes(raw))
