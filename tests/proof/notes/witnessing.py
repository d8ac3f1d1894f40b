"""What a witness does (https://c2sp.org/tlog-cosignature): written apart from what verifies it."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import Signature
from proof.notes.verifier_key import SignatureType, VerifierKey


def witness_key(witness: NoteSigner) -> VerifierKey:
    return VerifierKey(witness.name, SignatureType.COSIGNATURE, witness.key.public)


def cosign(witness: NoteSigner, text: str, at: int) -> Signature:
    """at: in seconds since 1970."""
    message = b"cosignature/v1\n" + b"time %d\n" % at + text.encode()
    raw = Ed25519PrivateKey.from_private_bytes(witness.secret).sign(message)
    return Signature(witness.name, witness_key(witness).id, at.to_bytes(8, "big") + raw)
