"""The key that bearer tokens are signed with: how it is read, what makes it unusable, and where a made one is kept."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

SHORTEST_SECRET = 32  # bytes, RFC 7518 §3.2
SHORTEST_RSA_KEY = 2048  # bits, RFC 7518 §3.3

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey
PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey


class KeyUnusable(Exception):
    """The key doesn't fit; the message, without the key, continues a sentence that starts with its name."""


class Algorithm(StrEnum):
    """How tokens are signed (RFC 7518 §3.1, RFC 8037 §3.1): one shared secret, or a key pair."""

    HS256 = "HS256"
    RS256 = "RS256"
    ES256 = "ES256"
    EDDSA = "EdDSA"


@dataclass(frozen=True, repr=False)
class SigningKey:
    """A key that fits its algorithm. Without its private part, `signs` is None and tokens can only be verified."""

    algorithm: Algorithm
    verifies: bytes | PublicKey
    signs: bytes | PrivateKey | None

    @classmethod
    def load(cls, text: str, algorithm: Algorithm) -> "SigningKey":
        """From a shared secret, or from a public or private key as PEM. Raises KeyUnusable."""
        if algorithm is Algorithm.HS256:
            secret = _secret(text)
            return cls(algorithm, secret, secret)
        public, private = _key_pair(text, algorithm)
        if not FITS[algorithm](public):
            raise KeyUnusable(f"is no key for {algorithm}: give {WANTED[algorithm]}, as PEM.")
        assert isinstance(public, PublicKey)
        return cls(algorithm, public, private)


FITS: dict[Algorithm, Callable[[object], bool]] = {
    Algorithm.RS256: lambda key: isinstance(key, RSAPublicKey) and key.key_size >= SHORTEST_RSA_KEY,
    Algorithm.ES256: lambda key: isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1),
    Algorithm.EDDSA: lambda key: isinstance(key, Ed25519PublicKey),
}
WANTED = {
    Algorithm.RS256: f"an RSA key of {SHORTEST_RSA_KEY} bits or more",
    Algorithm.ES256: "an elliptic-curve key on P-256",
    Algorithm.EDDSA: "an Ed25519 key",
}


def kept_secret(folder: Path) -> str:
    """The shared secret kept in `folder`, made when there is none; whoever starts first makes it. Raises OSError."""
    file = folder / "jwt.key"
    if not file.exists():
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        _make_secret(file)
    return file.read_text().strip()


def _secret(text: str) -> bytes:
    if "-----BEGIN" in text:
        raise KeyUnusable(f"is a PEM key, but RINGLOG_JWT_ALGORITHM is {Algorithm.HS256}: set that to the key's own.")
    if len(text.encode()) < SHORTEST_SECRET:
        raise KeyUnusable(
            f"is too short: give at least {SHORTEST_SECRET} bytes, such as `openssl rand -base64 48` makes."
        )
    return text.encode()


def _key_pair(text: str, algorithm: Algorithm) -> tuple[object, PrivateKey | None]:
    """The public and, if given, the private key, of whatever kind."""
    try:
        if "PRIVATE KEY" not in text:
            return load_pem_public_key(text.encode()), None
        private = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnusable(f"can't be read as a key for {algorithm}: give {WANTED[algorithm]}, as PEM.") from None
    return private.public_key(), private if isinstance(private, PrivateKey) else None


def _make_secret(file: Path) -> None:
    """Readable by the owner alone from the first moment, whole before it has its name, and never overwritten."""
    with NamedTemporaryFile("w", dir=file.parent, prefix=f"{file.name}.") as new:
        new.write(secrets.token_urlsafe(48) + "\n")
        new.flush()
        os.fsync(new.fileno())
        try:
            os.link(new.name, file)
        except FileExistsError:
            return
