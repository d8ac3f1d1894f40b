"""Checkpoints (https://c2sp.org/tlog-checkpoint): how large a log was, and the root of its tree then."""

from dataclasses import dataclass
from typing import Self

from proof.notes.malformed import Malformed, from_base64, from_decimal, to_base64

ROOT_SIZE = 32  # bytes


@dataclass(frozen=True)
class Checkpoint:
    """`origin` identifies the log, `root` is a SHA-256 (RFC 6962 §2.1); `extensions`: lines that mean nothing to us."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The text of a note, without its signatures. Raises Malformed."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() != "" or not all(lines):
            raise Malformed("This is no checkpoint: that has a line each for origin, size and root.")
        root = from_base64(lines[2], "The root")
        if len(root) != ROOT_SIZE:
            raise Malformed("The root is no SHA-256.")
        return cls(lines[0], from_decimal(lines[1], "The size"), root, tuple(lines[3:]))

    def __str__(self) -> str:
        """As it is signed."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)
