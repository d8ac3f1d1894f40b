"""An export of a part of the log: each event has to be proven, and the streams have to have no gap."""

from uuid import UUID

from carry.file.cloud_events import Event
from carry.file.manifest import Manifest, Of
from carry.file.problems import Damaged
from proof.leaf import leaf_of
from proof.notes.checkpoint import Checkpoint
from proof.tree import includes


class ProvenEvents:
    """Takes them in one by one, and remembers how far each stream has come."""

    def __init__(self, manifest: Manifest, signed: Checkpoint) -> None:
        self._signed = signed
        self._whole = manifest.id.bytes if manifest.of is Of.PERSON and manifest.id is not None else None
        self._versions: dict[bytes, int] = {}

    @property
    def streams(self) -> int:
        return len(self._versions)

    def take_in(self, event: Event, line: int) -> None:
        """Raises Damaged."""
        row, proof = event
        where = f"Line {line:,}, position {row.position:,}"
        if proof is None:
            raise Damaged(f"{where}: nothing proves that the log has this event.")
        if not includes(leaf_of(row), row.position - 1, self._signed.size, proof, self._signed.root):
            raise Damaged(f"{where}: this event isn't the one that was signed.")
        before = self._versions.get(row.originator, 0)
        if row.version <= before or (row.version != before + 1 and self._is_to_be_whole(row.originator)):
            stream = UUID(bytes=row.originator)
            raise Damaged(f"{where}: version {row.version} of stream {stream} doesn't follow on version {before}.")
        self._versions[row.originator] = row.version

    def _is_to_be_whole(self, stream: bytes) -> bool:
        """Of a person there are all facts that name them, which needn't be all of a stream."""
        return self._whole is None or stream == self._whole
