"""The use case of auditors: what they look at is recorded."""

from collections.abc import Sequence
from typing import Unpack
from uuid import UUID, uuid4

from domain.inspections.inspection import Inspection, Seen
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import Asked, Decision, UseCases, use_case

MOST_IN_ONE = 1_000  # things; more are several facts


class InspectionUseCases(UseCases):
    """Each inspection has a stream of its own, so that auditors don't wait for each other."""

    @use_case
    def record(
        self, on: Occasion, *, auditor_id: UUID, seen: Sequence[Seen], live: bool, **_: Unpack[Asked]
    ) -> Decision:
        """What an auditor has looked at in one request, or watches from now on. To be called before it is shown.

        The answer is the ids of the inspections. Nothing is recorded in a log that is only looked at.
        """
        if self.log.read_only:
            return Decision((), ())
        parts = [seen[start : start + MOST_IN_ONE] for start in range(0, len(seen), MOST_IN_ONE)]
        inspections = tuple(
            Inspection.make(on, inspection_id=uuid4(), auditor_id=auditor_id, live=live, seen=part) for part in parts
        )
        return Decision(tuple(each.id for each in inspections), inspections)
