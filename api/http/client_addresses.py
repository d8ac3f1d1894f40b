"""How many connections each address has, and how often it was refused lately."""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from api.http.refusals import HttpRefusal
from api.live.limits.rate_limiter import RateLimiter

REFUSALS_PER_SECOND, REFUSAL_BURST = 50.0, 500
"""Of one address. Many people may share one, and their tokens may all run out at once."""
KEPT_ADDRESSES = 10_000
"""Addresses whose refusals are remembered; the one not refused for longest is forgotten."""
SITE = 64
"""Bits of an IPv6 address that name a customer's network (RFC 6177): the rest is the customer's to choose."""

TOO_MANY_REFUSALS = HttpRefusal(429, "TOO_MANY_REFUSALS", "Your requests were in vain too often: wait a moment.")
TOO_MANY_CONNECTIONS = HttpRefusal(429, "TOO_MANY_CONNECTIONS", "There are too many connections from your address.")


class ClientAddresses:
    """Counts what each address has at once, and how often it was refused. Those of one IPv6 network count as one."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._held: Counter[str] = Counter()
        self._refusals: OrderedDict[str, RateLimiter] = OrderedDict()

    def refused(self, host: str) -> None:
        """Count a request that was in vain."""
        site = _site(host)
        rate = self._refusals.pop(site, None) or RateLimiter(REFUSALS_PER_SECOND, REFUSAL_BURST, self._clock)
        rate.allows()
        self._refusals[site] = rate
        if len(self._refusals) > KEPT_ADDRESSES:
            self._refusals.popitem(last=False)

    def is_turned_away(self, host: str) -> bool:
        """Whether it was refused so often lately that it isn't listened to for a moment."""
        rate = self._refusals.get(_site(host))
        return rate is not None and rate.exhausted

    def enter(self, host: str) -> bool:
        """Whether there is room for one more; it then counts until `leave`."""
        site = _site(host)
        if self._held[site] >= self._most:
            return False
        self._held[site] += 1
        return True

    def leave(self, host: str) -> None:
        site = _site(host)
        self._held[site] -= 1
        if not self._held[site]:
            del self._held[site]


def _site(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or int(address) >> (address.max_prefixlen - SITE))
