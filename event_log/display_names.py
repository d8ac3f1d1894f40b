"""What people call users and rooms, learnt from the facts that say so, for whoever reads the log."""

from uuid import UUID

from domain.calls.call import Call
from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.fact import Fact

NAMING = (User.Registered, User.ProfileChanged, Room.Created, Room.Renamed, Call.Started)
"""The kinds of facts that say how something is called."""


class Names:
    """Knows the newest name of each user, room and call that it was told of."""

    def __init__(self) -> None:
        self._names: dict[UUID, str] = {}

    def learn(self, fact: Fact) -> None:
        match fact:
            case User.Registered() | User.ProfileChanged() | Room.Created() | Room.Renamed():
                self._names[fact.originator_id] = fact.name
            case Call.Started():
                self._names[fact.originator_id] = fact.title

    def known(self, id_: UUID) -> str | None:
        """The name alone; None if there is none."""
        return self._names.get(id_)

    def of(self, id_: UUID) -> str:
        """The name, with enough of the id to tell it from others; the whole id if there is no name."""
        name = self._names.get(id_)
        return str(id_) if name is None else f"{name} ({str(id_)[:8]})"

    def of_actor(self, actor: str) -> str:
        """An actor as `Cause` has it, with a user's name in place of the id."""
        kind, _, id_ = actor.partition(":")
        return f"{kind} {self.of(UUID(id_))}" if kind == "user" else actor
