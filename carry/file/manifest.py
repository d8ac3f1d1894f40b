"""What a file begins with, what stands before each of its frames, and what it ends with: JSON.

The manifest is nobody's statement but the file's own. What proves something is the signature under its checkpoint.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

import msgspec

from carry.file.problems import UNREADABLE, Damaged, NotUsable
from domain.kernel.counted import counted
from proof.notes.checkpoint import Checkpoint
from proof.notes.malformed import Malformed
from proof.notes.signed_note import SignedNote
from proof.notes.verifier_key import VerifierKey
from proof.tree import WIDTH

FORMAT = "ringlog/export"
VERSION = 1
DERIVED = "derived from "  # begins a line of a checkpoint whose tree is over pseudonyms; the origin of the log follows

Position = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]
Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]  # SHA-256


class Of(StrEnum):
    """What is exported, and what its id is."""

    LOG = "log"  # all of it, up to its checkpoint; no id
    CALL = "call"
    ROOM = "room"  # with the calls in it
    PERSON = "person"


class Keys(StrEnum):
    """What of the vault is in the file."""

    NONE = "none"
    DESTROYED = "destroyed"  # whose keys are destroyed
    ALL = "all"  # these, the keys, and what leads from external ids to ids


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`last`: events up to there were looked at, which is the size of the checkpoint."""

    format: str = FORMAT
    version: int = VERSION
    origin: str  # of the log
    of: Of
    id: UUID | None = None
    first: Position = 1
    last: Position
    checkpoint: str  # a signed note, with cosignatures
    signers: tuple[str, ...] = ()  # the log's verifier keys, as the log itself has them
    catalogue: Digest  # of the catalogue of facts that the exporting program knows
    keys: Keys = Keys.NONE
    transfer: bytes | None = None  # proves that a transfer key is the one that wraps the keys; Base64

    def note(self) -> SignedNote:
        """Raises NotUsable."""
        try:
            return SignedNote.parse(self.checkpoint.encode())
        except Malformed as problem:
            raise NotUsable(f"The checkpoint of the manifest can't be read. {problem}") from None

    def signed(self) -> Checkpoint:
        """What the checkpoint says. Nothing is known of its signatures. Raises NotUsable."""
        try:
            return Checkpoint.parse(self.note().text)
        except Malformed as problem:
            raise NotUsable(f"The checkpoint of the manifest can't be read. {problem}") from None

    def derived_from(self) -> str | None:
        """The log from whose events those here were made; None if they are the log's own. Raises NotUsable.

        One that is derived isn't to be imported: streams whose ids follow from other ids aren't found by pseudonyms.
        """
        said = (line.removeprefix(DERIVED) for line in self.signed().extensions if line.startswith(DERIVED))
        return next(said, None)

    def verifier_keys(self) -> tuple[VerifierKey, ...]:
        """Raises NotUsable."""
        try:
            return tuple(map(VerifierKey.parse, self.signers))
        except Malformed as problem:
            raise NotUsable(f"A key of the manifest can't be read. {problem}") from None

    def written(self) -> bytes:
        return msgspec.json.encode(self)

    @classmethod
    def parse(cls, written: bytes) -> Self:
        """Raises NotUsable."""
        try:
            version = _versions.decode(written)
        except UNREADABLE:
            raise NotUsable("This is no export of a log: it doesn't begin with the manifest of one.") from None
        if version.format != FORMAT:
            raise NotUsable(f"This is no export of a log, but of the format {version.format!r}.")
        if version.version > VERSION:
            raise NotUsable(
                f"This export is of version {version.version} of the format, and this program knows those up to "
                f"{VERSION}: it was made by a newer one, which can read it."
            )
        try:
            manifest = msgspec.json.decode(written, type=cls)
        except UNREADABLE as problem:
            raise NotUsable(f"The manifest can't be read: {problem}.") from None
        manifest.require_consistent()
        return manifest

    def require_consistent(self) -> None:
        """Whether its parts say the same. Raises NotUsable."""
        signed = self.signed()
        if (signed.origin, signed.size) != (self.origin, self.last):
            raise NotUsable(
                f"The manifest is of {counted(self.last, 'event')} of {self.origin}, and its checkpoint "
                f"of {signed.size:,} of {signed.origin}."
            )
        if self.first != 1 or (self.id is None) != (self.of is Of.LOG):
            raise NotUsable("The manifest contradicts itself: it doesn't say what this is an export of.")
        if (self.transfer is None) != (self.keys is not Keys.ALL):
            raise NotUsable("The manifest contradicts itself: it doesn't say whether there are keys.")


class _Version(msgspec.Struct):
    format: str
    version: int


_versions = msgspec.json.Decoder(_Version)


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    what: ClassVar[str]

    def written(self) -> bytes:
        return msgspec.json.encode(self)

    @classmethod
    def parse(cls, written: bytes, where: str) -> Self:
        """`where`: for the sentence. Raises Damaged."""
        try:
            return msgspec.json.decode(written, type=cls)
        except UNREADABLE as problem:
            raise Damaged(f"{where}: {cls.what} can't be read: {problem}.") from None


class Announced(_Part, frozen=True):
    """The frame of events that follows."""

    what: ClassVar[str] = "what announces a frame"
    frame: Count  # from 1 on
    events: Count
    first: Position
    last: Position
    text: Count  # bytes of its lines
    packed: Count  # bytes of the frame
    sha256: Digest  # of the frame as it stands there
    tiles: bytes = b""  # Base64; of a whole log the roots, one after the other, of `tiles_ending`

    def tiles_ending(self) -> range:
        """The numbers of the tiles of 256 leaves whose last leaf is of an event in the frame."""
        return tiles_ending(self.first, self.last)


def tiles_ending(first: int, last: int) -> range:
    """The numbers of the tiles of 256 leaves whose last leaf is at one of these positions."""
    return range((first - 1) // WIDTH, last // WIDTH)


class Seal(_Part, frozen=True):
    """Without it the file was cut off."""

    what: ClassVar[str] = "the seal"
    frames: Count
    events: Count
    last: Position  # of the last event; 0 if there is none
    entries: Count  # of the vault
    sha256: Digest  # of everything before
