"""What the log must hold, whatever was killed while it was written."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from uuid import UUID

from domain.calls.call import Call
from domain.calls.ring import Ring
from domain.calls.states import EndReason
from domain.directory.room import Room
from domain.kernel.fact import Fact
from domain.kernel.ids import request_id
from domain.kernel.request import Request
from event_log import LogReader, Recorded
from tests.system.insisting import Acknowledged

OUTCOMES = (Ring.Accepted, Ring.Declined, Ring.Expired, Ring.Cancelled)


class Record:
    """The whole log, read once."""

    def __init__(self, log: list[Recorded]) -> None:
        self.log = log
        self.streams: dict[UUID, list[Fact]] = defaultdict(list)
        for recorded in log:
            self.streams[recorded.fact.originator_id].append(recorded.fact)

    @classmethod
    def of(cls, database_url: str) -> "Record":
        reader = LogReader(database_url)
        try:
            return cls(list(read_on(reader, after=0)))
        finally:
            reader.close()

    def has_no_gap(self) -> None:
        """Positions count from 1, versions of each stream too."""
        assert [each.position for each in self.log] == list(range(1, len(self.log) + 1))
        for facts in self.streams.values():
            assert [fact.originator_version for fact in facts] == list(range(1, len(facts) + 1))

    def holds(self, acknowledged: Acknowledged) -> None:
        """The command was carried out once, as answered."""
        (handled,) = self.streams[request_id(f"user:{acknowledged.by}", acknowledged.key)]
        assert isinstance(handled, Request.Handled)
        assert handled.outcome == acknowledged.ids
        match acknowledged.command:
            case "start" | "join":
                self._joined(*acknowledged.ids)
            case "accept":
                self._outcome_is(acknowledged.ids[0], Ring.Accepted)
                self._joined(*acknowledged.ids[1:])
            case "decline":
                self._outcome_is(acknowledged.ids[0], Ring.Declined)
            case "leave":
                self._left(*acknowledged.ids)

    def every_ring_and_call_is_over_once(self) -> None:
        """A ring that ran out is dated at its deadline, and so is the end of its direct call."""
        for facts in list(self.streams.values()):
            kinds = Counter(type(fact) for fact in facts)
            first = facts[0]
            if isinstance(first, Call.Started):
                assert kinds[Call.Ended] == 1, first
            elif isinstance(first, Ring.Started):
                (outcome,) = [fact for fact in facts if isinstance(fact, OUTCOMES)]
                self._is_dated_right(first, outcome)

    def a_room_has_one_call_at_a_time(self) -> None:
        for facts in self.streams.values():
            calls = [fact for fact in facts if isinstance(fact, Room.CallOpened | Room.CallClosed)]
            opened, closed = calls[::2], calls[1::2]
            assert all(isinstance(fact, Room.CallOpened) for fact in opened)
            assert [fact.call_id for fact in opened] == [fact.call_id for fact in closed]

    def expired_late(self, ring_id: UUID) -> bool:
        """Whether the ring ran out, and was recorded to have only after its deadline, as timers do."""
        (expired,) = [
            each for each in self.log if each.fact.originator_id == ring_id and type(each.fact) is Ring.Expired
        ]
        return expired.recorded_at > expired.fact.timestamp

    def _is_dated_right(self, ring: Ring.Started, outcome: Fact) -> None:
        if not isinstance(outcome, Ring.Expired):
            assert ring.timestamp <= outcome.timestamp <= ring.expires_at
            return
        assert outcome.timestamp == ring.expires_at
        (ended,) = [fact for fact in self.streams[ring.call_id] if isinstance(fact, Call.Ended)]
        assert (ended.reason, ended.timestamp) == (EndReason.NOT_ANSWERED, ring.expires_at)

    def _outcome_is(self, ring_id: UUID, outcome: type[Fact]) -> None:
        assert [type(fact) for fact in self.streams[ring_id] if isinstance(fact, OUTCOMES)] == [outcome]

    def _joined(self, call_id: UUID, session_id: UUID) -> None:
        facts = self.streams[call_id]
        (_,) = [fact for fact in facts if isinstance(fact, Call.SessionJoined) and fact.session_id == session_id]

    def _left(self, call_id: UUID, session_id: UUID) -> None:
        """Once; or the call's end took everyone out before."""
        facts = self.streams[call_id]
        lefts = [fact for fact in facts if isinstance(fact, Call.SessionLeft) and fact.session_id == session_id]
        assert len(lefts) == 1 or (not lefts and isinstance(facts[-1], Call.Ended))


def read_on(reader: LogReader, after: int) -> Iterator[Recorded]:
    """What follows, up to the end of the log."""
    while batch := reader.read(after):
        yield from batch
        after = batch[-1].position
