"""All policies, by the fact that they follow from."""

from domain.calls.calls_of_user import CallsOfUser
from domain.consequences.call_endings import CallEndings
from domain.consequences.consequences import Changed, Consequences
from domain.consequences.lost_access import LostAccess
from domain.consequences.media_connections import MediaConnections
from domain.consequences.policy import PolicyGroup
from domain.consequences.recorded_calls import RecordedCalls
from domain.consequences.vacated_floor import VacatedFloor
from domain.kernel.fact import Fact

NAME = "policies"
GROUPS: tuple[type[PolicyGroup], ...] = (CallEndings, LostAccess, MediaConnections, VacatedFloor, RecordedCalls)


class Policies:
    """What follows from each fact, for whoever follows the log."""

    def __init__(self, consequences: Consequences, calls_of_user: CallsOfUser) -> None:
        self._groups = [group(consequences, calls_of_user) for group in GROUPS]

    def concern(self, fact: Fact) -> bool:
        """Whether anything can follow from the fact."""
        return any(type(fact) in group.policies for group in self._groups)

    def carry_out(self, fact: Fact) -> Changed:
        """What changed because of a fact. Raises DomainError if what it is about is gone."""
        on = fact.as_cause_of(NAME)
        changed: Changed = ()
        for group in self._groups:
            for policy in group.policies.get(type(fact), ()):
                changed += policy(group, fact, on)
        return changed
