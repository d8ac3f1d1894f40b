"""What a connection may cost before it is known who is at its other end, and how many there may be."""

import resource
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from api.live.pace import Pace

KEPT_FILES = 200
"""File descriptors that connections leave for everything else: the database, recordings, the log."""
REFUSALS_PER_SECOND, REFUSAL_BURST = 50.0, 500
"""Of one address. Many people may share one, and their tokens may all run out at once."""
KEPT_ADDRESSES = 10_000
"""Addresses whose refusals are remembered; the one not refused for longest is forgotten."""
SITE = 64
"""Bits of an IPv6 address that name a customer's network (RFC 6177): the rest is the customer's to choose."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Times in seconds, sizes in bytes."""

    body: int
    """Of a request, read or thrown away."""
    connections: int
    """At once, in this process."""
    head: int = 32 * 1024
    """Request line, headers and trailers together, and whatever else of a request is no body."""
    headers: int = 100
    head_within: float = 10.0
    """From when the connection was made, or from the first byte of a further request."""
    body_within: float = 30.0
    pipelined: int = 8
    """Requests that wait while an earlier one of the same connection is answered."""
    frames_per_second: float = 200.0
    """Of a WebSocket, pings and parts of messages included, in the long run."""
    frame_burst: int = 1000
    """As many at once."""
    idle: int = 5
    """Between an answer and the next request."""
    linger: float = 10.0
    """For a client to take what was sent before a connection is ended."""


class Addresses:
    """Counts what each address has at once, and how often it was refused. Those of one IPv6 network count as one."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._held: Counter[str] = Counter()
        self._refusals: OrderedDict[str, Pace] = OrderedDict()

    def refused(self, host: str) -> None:
        """Count a request that was in vain."""
        site = _site(host)
        pace = self._refusals.pop(site, None) or Pace(REFUSALS_PER_SECOND, REFUSAL_BURST, self._clock)
        pace.allows()
        self._refusals[site] = pace
        if len(self._refusals) > KEPT_ADDRESSES:
            self._refusals.popitem(last=False)

    def tires(self, host: str) -> bool:
        """Whether it was refused so often lately that it isn't listened to for a moment."""
        pace = self._refusals.get(_site(host))
        return pace is not None and pace.exhausted

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


def room_for_connections(wanted: int) -> int:
    """How many connections this process can have of those wanted; raises its own limit of open files for them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        hard = wanted + KEPT_FILES
    if soft != resource.RLIM_INFINITY and soft < hard:
        soft = min(hard, max(soft, wanted + KEPT_FILES))
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    return wanted if soft == resource.RLIM_INFINITY else min(wanted, max(1, soft - KEPT_FILES))


def _site(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or int(address) >> (address.max_prefixlen - SITE))
