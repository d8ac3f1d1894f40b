"""The facts of a call, from all the streams that it is spread over, as of one moment of the log."""

from collections.abc import Collection, Iterator
from heapq import merge
from operator import attrgetter
from uuid import UUID

from domain.calls.call import Call
from domain.kernel.errors import UnknownCall
from domain.kernel.ids import floor_id, media_session_id, recorder_id, thread_id
from domain.recordings.call_recorder import CallRecorder
from event_log.reader import LAST, LogReader, Recorded


def facts_of_call(reader: LogReader, call_id: UUID, *, thread: bool = True, until: int | None = None) -> list[Recorded]:
    """Everything recorded about a call, in log order: its own facts, its floor's, its rings', its recordings', its
    media sessions', and its thread's if asked for; up to position `until`, which the log has, or to its end.

    The call's own facts name the other streams, so there are two reads; what is recorded between them is left out, so
    that nothing is in the answer without what came before it. Raises UnknownCall.
    """
    end = reader.end() if until is None else until
    own = reader.of([call_id, floor_id(call_id), recorder_id(call_id)], until=end)
    if not own or not isinstance(own[0].fact, Call.Started):
        raise UnknownCall
    others = reader.of([*_named(own), *([thread_id(call_id)] if thread else [])], until=end)
    return list(merge(own, others, key=attrgetter("position")))


def streams_of_calls(reader: LogReader, call_ids: Collection[UUID], *, until: int = LAST) -> set[UUID]:
    """All streams that these calls are spread over, their threads among them, as far as they are named by then."""
    derived = {id_of(call_id) for call_id in call_ids for id_of in (floor_id, recorder_id, thread_id)}
    naming = (Call.MemberRung, Call.SessionJoined, CallRecorder.Engaged)
    return {*call_ids, *derived, *_named(reader.of_these({*call_ids, *derived}, naming, until=until))}


def _named(own: list[Recorded]) -> Iterator[UUID]:
    """The streams of the call's rings, recordings and media sessions."""
    for _, _, fact in own:
        match fact:
            case Call.MemberRung():
                yield fact.ring_id
            case Call.SessionJoined():
                yield media_session_id(fact.session_id)
            case CallRecorder.Engaged():
                yield fact.recording_id
