"""What one user may use of a process, over HTTP and all their connections together."""

import asyncio
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from api.live.errors import refused
from api.live.limits.rate_limiter import RateLimiter
from api.live.limits.usage_limits import UsageLimits

VALUES_PER_OPERATION = 500  # some six milliseconds of the event loop


class Quota:
    """One user's. What isn't allowed raises RequestRefused."""

    def __init__(self, limits: UsageLimits) -> None:
        self._limits = limits
        self._operations = 0
        self._connections = 0
        self.requests = RateLimiter(limits.operations_per_second, limits.operation_burst)
        self.mutations = RateLimiter(limits.mutations_per_second, limits.mutation_burst)
        self.executions = asyncio.Semaphore(limits.executions)
        """Of queries and of subscriptions' states."""
        self.changes = asyncio.Semaphore(limits.changes)
        """Of mutations, which wait for their effect: not what others wait for."""

    @property
    def idle(self) -> bool:
        return not self._operations and not self._connections

    def connect(self) -> bool:
        """Count one connection more; whether there may be one."""
        self._connections += 1
        return self._connections <= self._limits.connections

    def disconnect(self) -> None:
        self._connections -= 1

    @contextmanager
    def operation(self) -> Iterator[None]:
        """One operation more, for as long as it is under way."""
        if self._operations >= self._limits.operations:
            raise refused(f"You have {self._limits.operations} operations under way.", "TOO_MANY_OPERATIONS", 1)
        self._operations += 1
        try:
            yield
        finally:
            self._operations -= 1

    def require_rate(self) -> None:
        """Count an operation."""
        if not self.requests.allows():
            raise refused("Too many operations in a short time.", "TOO_MANY_REQUESTS", self.requests.wait)

    def charge(self, values: int) -> None:
        """Count the values of variables, or of an answer, as operations too."""
        self.requests.charge(values // VALUES_PER_OPERATION)

    def require_mutation_rate(self, number: int) -> None:
        """Count so many mutations; when one would be allowed, what the others are too many is paid off later."""
        if not self.mutations.allows():
            raise refused("Too many mutations in a short time.", "TOO_MANY_MUTATIONS", self.mutations.wait)
        self.mutations.charge(number - 1)


class Quotas:
    """Everybody's. Of more than `kept`, the one not asked for longest is forgotten unless it is in use."""

    def __init__(self, limits: UsageLimits, kept: int = 10_000) -> None:
        self._limits = limits
        self._most_kept = kept
        self._kept: OrderedDict[Hashable, Quota] = OrderedDict()

    def of(self, who: Hashable) -> Quota:
        quota = self._kept.get(who)
        if quota is None:
            quota = self._kept[who] = Quota(self._limits)
        self._kept.move_to_end(who)
        if len(self._kept) > self._most_kept:
            self._forget_one()
        return quota

    def _forget_one(self) -> None:
        longest_unheard = next(iter(self._kept))
        if self._kept[longest_unheard].idle:
            del self._kept[longest_unheard]
        else:
            self._kept.move_to_end(longest_unheard)
