"""Of a call's facts, those of its course: started, answered, handed over, ended."""

from itertools import pairwise

from domain.calls.call import Call
from domain.calls.states import CallState
from event_log.records.handlers import Handlers
from event_log.records.record import HostTerm


class Course:
    """`started` is there once that fact was taken, which is the call's first."""

    started: Call.Started

    def __init__(self) -> None:
        self.answered: Call.Answered | None = None
        self.ended: Call.Ended | None = None
        self._hosts: list[Call.Started | Call.HostChanged | Call.HostHandedOver] = []
        self.handlers: Handlers = {
            Call.Started: self._started,
            Call.Answered: self._answered,
            Call.HostChanged: self._host_changed,
            Call.HostHandedOver: self._host_changed,
            Call.Ended: self._ended,
        }

    @property
    def state(self) -> CallState:
        if self.ended is not None:
            return CallState.ENDED
        return CallState.ONGOING if self.answered is not None else self.started.state

    def hosts(self) -> tuple[HostTerm, ...]:
        """One after the other, without gaps."""
        return tuple(
            HostTerm(
                user_id=began.initiator_id if isinstance(began, Call.Started) else began.host_id,
                since=began.timestamp,
                until=None if after is None else after.timestamp,
                handed_over_by=began.handed_over_by if isinstance(began, Call.HostHandedOver) else None,
            )
            for began, after in pairwise([*self._hosts, self.ended])
            if began is not None and not isinstance(began, Call.Ended)
        )

    def _started(self, fact: Call.Started) -> None:
        self.started = fact
        self._hosts.append(fact)

    def _answered(self, fact: Call.Answered) -> None:
        self.answered = fact

    def _host_changed(self, fact: Call.HostChanged | Call.HostHandedOver) -> None:
        self._hosts.append(fact)

    def _ended(self, fact: Call.Ended) -> None:
        self.ended = fact
