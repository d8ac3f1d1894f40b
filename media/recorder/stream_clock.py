"""Where RTP timestamps lie in time (RFC 3550 §6.4.1): by sender reports where there are some, else by arrival.

Sender reports tie a publisher's tracks to one clock, so its sound and picture stay in sync however late each arrives.
Clocks of different publishers are tied to ours by what arrives with the least delay, over a sliding window: drift is
followed, jitter is not.
"""

from collections import deque

WINDOW = 30.0  # s
EARLIEST, LATEST = 2.0, 0.5  # s before and after its arrival that a packet may belong; beyond, a clock has jumped


class LeastDelay:
    """The least of the values seen in the last `WINDOW` seconds."""

    def __init__(self) -> None:
        self._values: deque[tuple[float, float]] = deque()  # at and value, each value greater than those before

    def see(self, value: float, at: float) -> float:
        """The least value now, this one included."""
        while self._values and self._values[-1][1] >= value:
            self._values.pop()
        self._values.append((at, value))
        while self._values[0][0] < at - WINDOW:
            self._values.popleft()
        return self._values[0][1]

    def forget(self) -> None:
        self._values.clear()


class PublisherClock:
    """How far ours is ahead of a publisher's."""

    def __init__(self) -> None:
        self._delay = LeastDelay()
        self.ahead = 0.0  # s

    def reported(self, ntp: float, at: float) -> None:
        """A report that says `ntp` arrived at `at`."""
        self.ahead = self._delay.see(at - ntp, at)


class StreamClock:
    """Of one stream. All times but `ntp` are seconds of our clock."""

    def __init__(self, clock_rate: int, publisher: PublisherClock) -> None:
        self._clock_rate = clock_rate
        self._publisher = publisher
        self._delay = LeastDelay()
        self._newest: int | None = None  # extended timestamp
        self._report: tuple[float, int] | None = None  # ntp, and the extended timestamp that it was at

    def extended(self, timestamp: int) -> int:
        """The timestamp, counted on where it wraps around."""
        if self._newest is None:
            self._newest = timestamp
        extended = self._newest + ((timestamp - self._newest + 0x80000000) % 0x100000000 - 0x80000000)
        self._newest = max(self._newest, extended)
        return extended

    def reported(self, ntp: float, timestamp: int, at: float) -> None:
        self._publisher.reported(ntp, at)
        self._report = (ntp, self.extended(timestamp))

    def time_of(self, extended: int, at: float) -> float:
        """When what a packet carries was there to be heard or seen; the packet arrived at `at`."""
        seconds = extended / self._clock_rate
        by_arrival = seconds + self._delay.see(at - seconds, at)
        if by_arrival < at - EARLIEST:
            self._delay.forget()
            by_arrival = seconds + self._delay.see(at - seconds, at)
        by_report = self._by_report(extended)
        if by_report is not None and at - EARLIEST <= by_report <= at + LATEST:
            return by_report
        return by_arrival

    def _by_report(self, extended: int) -> float | None:
        if self._report is None:
            return None
        ntp, reported = self._report
        return ntp + self._publisher.ahead + (extended - reported) / self._clock_rate
