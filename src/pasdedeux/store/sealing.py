"""Ciphertext: AES-256-GCM over padded text, bound to the place where it stands.

A box is a version byte, a nonce of 12 bytes and the sealed text with its tag. What it is bound to (table,
row, owner, part) is no part of it: a box that was moved to another row does not open.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pasdedeux.errors import PasDeDeuxError

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
STEP = 1024
"""Texts are padded to multiples of this many bytes."""
LONGEST = 64 * STEP
"""Bytes of one text at most."""


class StoreError(PasDeDeuxError):
    """The store cannot do what it was asked for."""


def new_key() -> bytes:
    """Make a key of 256 random bits.

    Examples
    --------
    >>> len(new_key())
    32
    """
    return os.urandom(KEY_BYTES)


def box(key: bytes, text: bytes, *place: str) -> bytes:
    """Seal a text as it is, e.g. another key.

    Parameters
    ----------
    key
        32 bytes.
    text
        What is sealed.
    *place
        Table, row, owner and part to which it is bound.

    Examples
    --------
    >>> key = new_key()
    >>> unbox(key, box(key, b"a key", "tellings", "7"), "tellings", "7")
    b'a key'
    """
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, text, _bound(place))


def unbox(key: bytes, sealed: bytes, *place: str) -> bytes:
    """Open what `box` sealed.

    Raises
    ------
    StoreError
        If the key is another, or the box was changed or moved.
    """
    if sealed[:1] != VERSION:
        raise StoreError("store.newer")
    nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, rest, _bound(place))
    except InvalidTag as error:
        raise StoreError("store.does-not-open") from error


def seal(key: bytes, text: str, *place: str) -> bytes:
    """Seal words, padded to a multiple of `STEP` bytes.

    Raises
    ------
    StoreError
        If the words are longer than `LONGEST`.

    Examples
    --------
    >>> key = new_key()
    >>> len(seal(key, "yes", "parts", "7")) == len(seal(key, "a whole sentence", "parts", "7"))
    True
    """
    data = text.encode()
    if len(data) > LONGEST:
        raise StoreError("store.too-long", most=LONGEST // STEP)
    framed = len(data).to_bytes(4, "big") + data
    return box(key, framed.ljust(-(-len(framed) // STEP) * STEP, b"\0"), *place)


def unseal(key: bytes, sealed: bytes, *place: str) -> str:
    """Open what `seal` sealed.

    Examples
    --------
    >>> key = new_key()
    >>> unseal(key, seal(key, "not a word", "parts", "7"), "parts", "7")
    'not a word'
    """
    framed = unbox(key, sealed, *place)
    return framed[4 : 4 + int.from_bytes(framed[:4], "big")].decode()


def box_to(public: bytes, text: bytes, *place: str) -> bytes:
    """Seal a text to a person who is not here, by that person's public key (X25519, RFC 7748).

    Examples
    --------
    >>> private = X25519PrivateKey.generate()
    >>> unbox_mine(private, box_to(private.public_key().public_bytes_raw(), b"a key", "members"), "members")
    b'a key'
    """
    once = X25519PrivateKey.generate()
    mine = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    return mine + box(derived(shared, mine + public), text, *place)


def unbox_mine(private: X25519PrivateKey, sealed: bytes, *place: str) -> bytes:
    """Open what `box_to` sealed to this person."""
    theirs, rest = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
    shared = private.exchange(X25519PublicKey.from_public_bytes(theirs))
    return unbox(derived(shared, theirs + private.public_key().public_bytes_raw()), rest, *place)


def derived(secret: bytes, salt: bytes) -> bytes:
    """Make a key of a secret that holds enough chance already (HKDF, RFC 5869).

    Examples
    --------
    >>> derived(b"secret", b"one") == derived(b"secret", b"other")
    False
    """
    return HKDF(SHA256(), KEY_BYTES, salt, b"pasdedeux").derive(secret)


def _bound(place: tuple[str, ...]) -> bytes:
    return "\x1f".join(place).encode()
