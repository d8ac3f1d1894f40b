"""Snapshots as they are kept: those of people and rooms sealed as a whole, under their own keys."""

import msgspec

from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.aggregate import Root
from domain.kernel.personal import Erased
from event_log.recorder import Snapshot
from event_log.shape import Sealed
from event_log.vault.sealing import Sealer

PERSONAL: tuple[type[Root], ...] = (Room, User)  # the others hold no text that is about somebody


def seal(snapshot: Snapshot, kind: type[Root], sealer: Sealer) -> Snapshot:
    """As it is to be kept. Raises PersonIsErased."""
    if kind not in PERSONAL:
        return snapshot
    sealed = sealer.seal(snapshot.state.decode(), (snapshot.originator_id,), _place(snapshot))
    return snapshot._replace(state=msgspec.json.encode(Sealed(sealed)))


def opened(snapshot: Snapshot, kind: type[Root], sealer: Sealer) -> Snapshot | None:
    """As it was made; None if its key is destroyed. Raises NotAsSealed, msgspec.MsgspecError."""
    if kind not in PERSONAL:
        return snapshot
    sealed = msgspec.json.decode(snapshot.state, type=Sealed).sealed
    state = sealer.open(sealed, (snapshot.originator_id,), _place(snapshot))
    return None if isinstance(state, Erased) else snapshot._replace(state=state.encode())


def _place(snapshot: Snapshot) -> bytes:
    return f"snapshot {snapshot.format} {snapshot.originator_id} {snapshot.version}".encode()
