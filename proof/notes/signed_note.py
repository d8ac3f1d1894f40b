"""Signed notes (https://c2sp.org/signed-note): a text, and under it the signatures of keys that have names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from proof.notes.malformed import Malformed, from_base64, is_name, to_base64
from proof.notes.verifier_key import VerifierKey

LONGEST = 1_000_000  # bytes
MOST_SIGNATURES = 100
DASH = "\N{EM DASH} "


class WrongSignature(Exception):
    """A key that is known didn't sign the note that bears its signature, or none did that had to; in a sentence."""


@dataclass(frozen=True)
class Signature:
    """A line under a note: whose signature it is (a name, and a key's id of four bytes), and the signature."""

    name: str
    key_id: bytes
    signature: bytes

    @classmethod
    def parse(cls, line: str) -> Self:
        """A line without its newline. Raises Malformed."""
        name, _, encoded = line.removeprefix(DASH).partition(" ")
        if not line.startswith(DASH) or not is_name(name):
            raise Malformed(f'"{line}" is no signature: that is an em dash, a name and a signature.')
        raw = from_base64(encoded, f"The signature of {name}")
        if len(raw) < 5:
            raise Malformed(f"The signature of {name} is too short.")
        return cls(name, raw[:4], raw[4:])

    def __str__(self) -> str:
        return f"{DASH}{self.name} {to_base64(self.key_id + self.signature)}\n"

    def is_by(self, key: VerifierKey) -> bool:
        """Whether it says so; see VerifierKey.verifies."""
        return (self.name, self.key_id) == (key.name, key.id)


@dataclass(frozen=True)
class SignedNote:
    """`text` ends in a newline. Nothing is known of the signatures until they were verified."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Raises Malformed."""
        text, signatures = _split(_text(raw))
        lines = signatures.removesuffix("\n").split("\n")
        if not signatures.endswith("\n") or len(lines) > MOST_SIGNATURES:
            raise Malformed("This is no signed note: its signatures are cut off, or too many.")
        return cls(text, tuple(dict.fromkeys(map(Signature.parse, lines))))

    def __bytes__(self) -> bytes:
        return "".join((self.text, "\n", *map(str, self.signatures))).encode()

    def signed_also(self, more: Iterable[Signature]) -> "SignedNote":
        """The same note; of signatures of the same key, the newest."""
        by_key = {(each.name, each.key_id): each for each in (*self.signatures, *more)}
        return SignedNote(self.text, tuple(by_key.values()))

    def verified(self, keys: Iterable[VerifierKey]) -> dict[VerifierKey, Signature]:
        """The signatures of those keys that signed it; others' are ignored.

        Raises WrongSignature if one of them is not by whom it says.
        """
        found = {}
        for key in keys:
            for signature in self.signatures:
                if signature.is_by(key):
                    if not key.verifies(self.text, signature.signature):
                        raise WrongSignature(f"The signature of {key.name} ({key.id.hex()}) is wrong.")
                    found[key] = signature
        return found

    def require_any(self, keys: Sequence[VerifierKey]) -> dict[VerifierKey, Signature]:
        """As `verified`. Raises WrongSignature if it was signed by none of them, too."""
        found = self.verified(keys)
        if not found:
            names = ", ".join(f"{each.name} ({each.key_id.hex()})" for each in self.signatures)
            wanted = ", ".join(f"{key.name} ({key.id.hex()})" for key in keys) or "nobody that is known"
            raise WrongSignature(f"It was signed by {names}, and had to be by {wanted}.")
        return found


def _text(raw: bytes) -> str:
    if len(raw) > LONGEST:
        raise Malformed("This is no signed note: it is longer than a million bytes.")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Malformed("This is no signed note: it isn't in UTF-8.") from None
    if any(each < " " and each != "\n" for each in text):
        raise Malformed("This is no signed note: it has control characters.")
    return text


def _split(note: str) -> tuple[str, str]:
    before, found, signatures = note.rpartition("\n\n")
    if not found:
        raise Malformed("This is no signed note: there is no empty line between a text and its signatures.")
    return before + "\n", signatures
