"""What has arrived of one stream (RFC 3550 §6.4.1, A.1, A.3, A.8), and which packets to ask for again (RFC 4585)."""

from dataclasses import dataclass, field

from media.sfu.wire.rtcp import ReportBlock, SenderReport

RESTART_GAP = 3000  # a jump this far is a sender starting over, not a loss
WORTH_ASKING = 64  # missing packets; beyond that a keyframe is quicker
ASK_AGAIN_AFTER = 0.1  # s
ASK_AT_MOST = 5
TOO_LATE = 1.0  # s of silence: what is missing from it would come too late to be shown


@dataclass(slots=True)
class Reception:
    """Reception statistics of one stream; times are seconds of one monotonic clock."""

    clock_rate: int
    packets: int = 0
    octets: int = 0
    first: int = 0  # extended sequence number
    highest: int = -1  # extended sequence number
    jitter: float = 0.0  # in timestamp units
    _transit: int | None = None
    _expected_before: int = 0
    _received_before: int = 0
    _base_packets: int = 0
    _report: SenderReport | None = None
    _reported_at: float = 0.0

    def add(self, sequence: int, timestamp: int, size: int, now: float) -> int:
        """Count a packet; how far it is ahead of the highest one so far (1 in order, 0 or less when late)."""
        self.packets += 1
        self.octets += size
        ahead = (sequence - self.highest & 0xFFFF ^ 0x8000) - 0x8000
        if self.highest < 0 or not -RESTART_GAP < ahead < RESTART_GAP:
            self._restart(sequence)
            ahead = 1
        elif ahead > 0:
            self.highest += ahead
        self._add_jitter(timestamp, now)
        return ahead

    def reported(self, report: SenderReport, now: float) -> None:
        """Remember the sender's latest report, to refer to it."""
        self._report, self._reported_at = report, now

    @property
    def expected(self) -> int:
        """Packets the sender has sent since the first that arrived."""
        return self.highest - self.first + 1 if self.packets else 0

    @property
    def lost(self) -> int:
        """Packets that never came; negative when some came twice."""
        return self.expected - (self.packets - self._base_packets)

    def block(self, ssrc: int, now: float) -> ReportBlock:
        """The report block for the sender; its fraction covers the time since the block before."""
        received = self.packets - self._base_packets
        expected, got = self.expected - self._expected_before, received - self._received_before
        self._expected_before, self._received_before = self.expected, received
        fraction = max(0, min(255, (expected - got) * 256 // expected)) if expected > 0 else 0
        last = self._report.ntp_middle if self._report else 0
        since = int((now - self._reported_at) * 65536) & 0xFFFFFFFF if self._report else 0
        return ReportBlock(ssrc, fraction, self.lost, self.highest & 0xFFFFFFFF, int(self.jitter), last, since)

    def _restart(self, sequence: int) -> None:
        self.first = self.highest = sequence
        self._base_packets = self.packets - 1
        self._expected_before = self._received_before = 0
        self._transit = None

    def _add_jitter(self, timestamp: int, now: float) -> None:
        transit = int(now * self.clock_rate) - timestamp & 0xFFFFFFFF
        if self._transit is not None:
            difference = (transit - self._transit + 0x80000000 & 0xFFFFFFFF) - 0x80000000
            self.jitter += (abs(difference) - self.jitter) / 16
        self._transit = transit


@dataclass(slots=True)
class Missing:
    """Packets of one stream to ask for again: at once, then every 100 ms, five times at most."""

    _wanted: dict[int, tuple[int, float]] = field(default_factory=dict)  # sequence → times asked, when next
    _arrived_at: float = float("inf")

    def arrived(self, sequence: int, ahead: int, now: float) -> bool:
        """Note a packet and how far ahead it came; False when so much is missing that only a keyframe helps."""
        outage = ahead > 1 and now - self._arrived_at > TOO_LATE
        self._arrived_at = now
        if ahead <= 0:
            self._wanted.pop(sequence, None)
        for gap in range(1, min(ahead, WORTH_ASKING)):
            self._wanted[sequence - gap & 0xFFFF] = (0, now)
        if len(self._wanted) < WORTH_ASKING and ahead <= WORTH_ASKING and not outage:
            return True
        self._wanted.clear()
        return False

    def due(self, now: float) -> list[int]:
        """The packets to ask for now, oldest first."""
        if not self._wanted:
            return []
        asked = [sequence for sequence, (_, at) in self._wanted.items() if at <= now]
        for sequence in asked:
            times, _ = self._wanted.pop(sequence)
            if times + 1 < ASK_AT_MOST:
                self._wanted[sequence] = (times + 1, now + ASK_AGAIN_AFTER)
        return sorted(asked, key=lambda sequence: sequence - asked[0] & 0xFFFF ^ 0x8000)
