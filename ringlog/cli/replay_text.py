"""How the steps of a call are written for people."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from domain.calls.call import Call
from domain.kernel.aggregate import Root
from domain.kernel.counted import counted
from event_log import Recorded
from event_log.comparison import Compared, Place
from event_log.display_names import Names
from event_log.replay import BOOKKEEPING, Step
from ringlog.cli.log_text import PREFIX, change, headline, moment, payload, provenance, text

MARGIN = "\n              "


class Telling:
    """What is said of each step, and at the end."""

    def __init__(self, names: Names, call_id: UUID, *, whole_state: bool, only_changes: bool) -> None:
        self.whole_state = whole_state
        self.only_changes = only_changes
        self._names = names
        self._call_id = call_id

    def step(self, step: Step) -> str:
        """One or more lines, the last of which is empty."""
        changes = [change(changed, self._names) for changed in step.changes]
        head = headline(step.recorded, self._names)
        if self.only_changes:
            return MARGIN.join([head, *changes])
        said = MARGIN.join([head, *self._told(step.recorded), *changes]) + "\n"
        call = step.state.get(self._call_id)
        if isinstance(call, Call):
            said += f"          ⇒ {self._summary(call)}\n"
        return said + ("\n" + self._state(step) if self.whole_state else "")

    def end(self, step: Step) -> str:
        """The state after the last step."""
        position, recorded_at, _ = step.recorded
        return f"State after position {position}, recorded {moment(recorded_at)}\n{self._state(step)}"

    def _told(self, recorded: Recorded) -> Iterator[str]:
        """Who and why, and what the fact says; of the first one of anything, that is how it begins."""
        yield provenance(recorded, self._names)
        if recorded.fact.originator_version > 1 and (said := [*payload(recorded.fact, self._names)]):
            yield f"with {', '.join(said)}"

    def _state(self, step: Step) -> str:
        lines: list[str] = []
        for id_, aggregate in step.state.items():
            lines.append(f"  {type(aggregate).__name__} {self._names.of(id_)}, version {aggregate.version}")
            lines += [f"    {field}: {text(value, self._names)}" for field, value in _fields(aggregate)]
        return "\n".join(lines) + "\n"

    def _summary(self, call: Call) -> str:
        """The call in a line: state, host, who is in and with what."""
        present = [f"{self._names.of(session.user_id)} with {session.device_id}" for session in call.sessions.values()]
        return f"{call.state}; host {self._names.of(call.host_id)}; in it: {', '.join(present) or 'nobody'}"


def comparison_text(steps: Sequence[Compared]) -> Iterator[str]:
    """A line for each step, marked - where only the first call took it and + where only the second did."""
    yield f"{'first':>12}  {'second':>12}    seconds from the start of each call"
    for step in steps:
        mark = "-" if step.b is None else "+" if step.a is None else " "
        yield f"{_offset(step.a):>12}  {_offset(step.b):>12}  {mark} {step.kind.removeprefix(PREFIX)}"
    only_a, only_b = sum(step.b is None for step in steps), sum(step.a is None for step in steps)
    yield f"{counted(len(steps), 'event')}; {only_a} only in the first call, {only_b} only in the second."


def _offset(place: Place | None) -> str:
    return "" if place is None else f"{place.offset_ms / 1000:.3f}"


def _fields(aggregate: Root) -> list[tuple[str, object]]:
    return [(field, value) for field, value in vars(aggregate).items() if field not in BOOKKEEPING]
