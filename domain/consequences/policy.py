"""What a policy is: what follows from a fact without anybody asking for it."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from domain.calls.call import Call
from domain.calls.calls_of_user import CallsOfUser
from domain.consequences.consequences import Changed, Consequences
from domain.directory.room import Room
from domain.kernel.errors import UnknownCall, UnknownRoom
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion

P = TypeVar("P", bound=Callable[..., Changed])
Policy = Callable[[Any, Any, Occasion], Changed]

MARK = "_follows"


def follows(*kinds: type[Fact]) -> Callable[[P], P]:
    """Marks a method as what follows from each fact of these kinds. It is given the fact, and when and why it acts.

    It returns the aggregates that changed, and none when there is nothing to do. What follows from one fact is recorded
    together, so no two policies of it touch the same aggregate.
    """

    def mark(policy: P) -> P:
        setattr(policy, MARK, kinds)
        return policy

    return mark


class PolicyGroup:
    """Base of the policies of one subject."""

    policies: ClassVar[Mapping[type[Fact], tuple[Policy, ...]]]

    def __init_subclass__(cls) -> None:
        """Find the policies."""
        found: dict[type[Fact], tuple[Policy, ...]] = {}
        for method in vars(cls).values():
            for kind in getattr(method, MARK, ()):
                found[kind] = (*found.get(kind, ()), method)
        cls.policies = found

    def __init__(self, consequences: Consequences, calls_of_user: CallsOfUser) -> None:
        """calls_of_user: knows of every call that was joined before the fact."""
        self.consequences = consequences
        self.calls_of_user = calls_of_user
        self.log = consequences.log

    def call(self, call_id: UUID) -> Call:
        return self.log.find(Call, call_id, UnknownCall)

    def room(self, room_id: UUID) -> Room:
        return self.log.find(Room, room_id, UnknownRoom)
