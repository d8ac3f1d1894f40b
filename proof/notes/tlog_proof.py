"""Proofs that an entry is in a log (https://c2sp.org/tlog-proof), to be kept and verified far from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from proof.notes.checkpoint import ROOT_SIZE, Checkpoint
from proof.notes.malformed import Malformed, from_base64, from_decimal, to_base64
from proof.notes.signed_note import SignedNote

HEADER = "c2sp.org/tlog-proof@v1"
EXTRA, INDEX = "extra ", "index "
MOST_HASHES = 63


@dataclass(frozen=True)
class TlogProof:
    """`index` is from 0 on; `path`: the hashes from the leaf's sibling to the root's child. `extra` isn't proven."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: SignedNote
    extra: bytes | None = None

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Raises Malformed, also if what it says is true of is no checkpoint."""
        head, _, note = raw.partition(b"\n\n")
        lines = head.decode("ascii", "replace").split("\n")
        if lines.pop(0) != HEADER:
            raise Malformed(f'This is no proof: its first line isn\'t "{HEADER}".')
        extra = from_base64(lines.pop(0).removeprefix(EXTRA), "The extra data") if _begins(lines, EXTRA) else None
        if not _begins(lines, INDEX):
            raise Malformed("This is no proof: the line with the index is missing.")
        index = from_decimal(lines.pop(0).removeprefix(INDEX), "The index")
        checkpoint = SignedNote.parse(note)
        Checkpoint.parse(checkpoint.text)
        return cls(index, _hashes(lines), checkpoint, extra)

    def __bytes__(self) -> bytes:
        extra = [] if self.extra is None else [EXTRA + to_base64(self.extra)]
        lines = [HEADER, *extra, f"{INDEX}{self.index}", *map(to_base64, self.path), "", ""]
        return "\n".join(lines).encode() + bytes(self.checkpoint)


def _begins(lines: Sequence[str], word: str) -> bool:
    return bool(lines) and lines[0].startswith(word)


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    hashes = tuple(from_base64(line, "A hash of the proof") for line in lines)
    if len(hashes) > MOST_HASHES or any(len(each) != ROOT_SIZE for each in hashes):
        raise Malformed("A hash of the proof is no SHA-256, or there are more of them than any log needs.")
    return hashes
