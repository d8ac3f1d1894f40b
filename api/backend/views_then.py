"""The read models as they were: the same questions, answered from rows that were folded from the log."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from graphql import GraphQLError

from api.backend.read_models import ReadModels
from domain.workspace.settings import Level, Value
from projections.call_history import CallHistoryQueries
from projections.conference_log import AttendanceRow, ConferenceLogQueries, ConferenceLogRow
from projections.contextual_bar import ContextualBarQueries
from projections.directory import DirectoryQueries, Place, RoomRow, UserRow
from projections.engine.queries import Queries
from projections.floor import FloorQueries, FloorRow, HandRow, ReactionRow, ScreenShareRow
from projections.live_calls import CallRow, ExitRow, LiveCallQueries, SessionRow, TrackRow
from projections.past import rows_then
from projections.past.call_then import CallThen
from projections.past.past import Past
from projections.preferences import PreferencesQueries
from projections.recordings import NoticeRow, RecordingQueries, RecordingRow
from projections.rings import RingQueries, RingRow
from projections.room_timeline import RoomTimelineQueries
from projections.session_quality import SessionQualityQueries, SessionQualityRow
from projections.settings import SettingsQueries
from projections.statistics import StatisticsQueries
from projections.threads import MessageRow, ThreadQueries
from runtime.presence.read_positions import UnreadThreads
from runtime.thread_pools import in_thread


class NotOfThePast(GraphQLError):
    """What was asked for is answered as it is now, and not as it was."""

    def __init__(self) -> None:
        super().__init__(
            "This isn't known as it was, only as it is now: ask for it without callAt.",
            extensions={"code": "INVALID_INPUT"},
        )


class Nowhere:
    """Takes the place of the connections of queries that nobody answers of the past."""

    async def answer(self, *_: object) -> list[Any]:
        raise NotOfThePast


NOWHERE: Any = Nowhere()


class Then(Queries):
    """Base of the queries of the past. What they don't answer themselves raises NotOfThePast."""

    def __init__(self, past: Past) -> None:
        super().__init__(NOWHERE)
        self._past = past

    async def _calls(self, ids: Collection[UUID]) -> dict[UUID, CallThen]:
        past = self._past
        return past.calls(ids) if all(map(past.at_hand, ids)) else await in_thread(past.calls, ids)


class LiveCallsThen(Then, LiveCallQueries):
    async def calls(self, ids: Collection[UUID]) -> dict[UUID, CallRow]:
        return {id_: call.live_calls.calls[id_] for id_, call in (await self._calls(ids)).items()}

    async def ongoing(self, room_ids: Collection[UUID]) -> dict[UUID, CallRow]:
        ongoing = await in_thread(self._past.ongoing, room_ids)
        calls = await self.calls(ongoing.values())
        return {room_id: calls[call_id] for room_id, call_id in ongoing.items() if calls[call_id].is_on}

    async def sessions(self, call_ids: Collection[UUID]) -> dict[UUID, list[SessionRow]]:
        return {id_: rows_then.sessions(call) for id_, call in (await self._calls(call_ids)).items()}

    async def sessions_by_id(self, ids: Collection[UUID]) -> dict[UUID, SessionRow]:
        return rows_then.by_id((call.live_calls.sessions for call in self._past.held()), ids)

    async def last_exits(self, user_id: UUID, call_ids: Collection[UUID]) -> dict[UUID, ExitRow]:
        found = {id_: rows_then.last_exit(call, user_id) for id_, call in (await self._calls(call_ids)).items()}
        return {id_: row for id_, row in found.items() if row is not None}

    async def tracks_by_id(self, ids: Collection[UUID]) -> dict[UUID, TrackRow]:
        return rows_then.by_id((call.live_calls.tracks for call in self._past.held()), ids)

    async def tracks(self, call_ids: Collection[UUID]) -> dict[UUID, list[TrackRow]]:
        return {id_: rows_then.tracks(call) for id_, call in (await self._calls(call_ids)).items()}


class SessionQualityThen(Then, SessionQualityQueries):
    async def qualities(self, media_ids: Collection[UUID]) -> dict[UUID, SessionQualityRow]:
        return rows_then.by_id((call.quality.sessions for call in self._past.held()), media_ids)


class FloorThen(Then, FloorQueries):
    async def sessions(self, call_ids: Collection[UUID]) -> dict[UUID, list[FloorRow]]:
        return {id_: rows_then.floor_sessions(call) for id_, call in (await self._calls(call_ids)).items()}

    async def hands(self, call_ids: Collection[UUID]) -> dict[UUID, list[HandRow]]:
        return {id_: rows_then.hands(call) for id_, call in (await self._calls(call_ids)).items()}

    async def reactions(self, call_ids: Collection[UUID], now: datetime) -> dict[UUID, list[ReactionRow]]:
        return {id_: rows_then.reactions(call, now) for id_, call in (await self._calls(call_ids)).items()}

    async def screen_shares(self, call_ids: Collection[UUID]) -> dict[UUID, ScreenShareRow]:
        shares = {id_: rows_then.screen_share(call) for id_, call in (await self._calls(call_ids)).items()}
        return {id_: share for id_, share in shares.items() if share is not None}


class RingsThen(Then, RingQueries):
    async def rings(self, ids: Collection[UUID]) -> dict[UUID, RingRow]:
        return rows_then.by_id((call.rings.rings for call in self._past.held()), ids)

    async def of_calls(self, call_ids: Collection[UUID]) -> dict[UUID, list[RingRow]]:
        return {id_: rows_then.rings(call) for id_, call in (await self._calls(call_ids)).items()}


class RecordingsThen(Then, RecordingQueries):
    async def recordings(self, ids: Collection[UUID]) -> dict[UUID, RecordingRow]:
        return rows_then.by_id((call.recordings.recordings for call in self._past.held()), ids)

    async def of_calls(self, call_ids: Collection[UUID]) -> dict[UUID, list[RecordingRow]]:
        return {id_: rows_then.recordings(call) for id_, call in (await self._calls(call_ids)).items()}

    async def notices(self, ids: Collection[UUID]) -> dict[UUID, list[NoticeRow]]:
        return {id_: [n for call in self._past.held() for n in rows_then.notices(call, id_)] for id_ in ids}


class ThreadsThen(Then, ThreadQueries):
    async def page(
        self, call_id: UUID, limit: int, *, before: int | None = None, after: int | None = None
    ) -> list[MessageRow]:
        calls = await self._calls([call_id])
        return rows_then.page(calls[call_id], limit, before, after) if call_id in calls else []

    async def messages(self, ids: Collection[UUID]) -> dict[UUID, MessageRow]:
        return rows_then.by_id((call.threads.messages for call in self._past.held()), ids)

    async def counts(self, call_ids: Collection[UUID]) -> dict[UUID, int]:
        return {id_: rows_then.message_count(call) for id_, call in (await self._calls(call_ids)).items()}


class ConferenceLogThen(Then, ConferenceLogQueries):
    async def logs(self, call_ids: Collection[UUID]) -> dict[UUID, ConferenceLogRow]:
        logs = {id_: rows_then.conference_log(call) for id_, call in (await self._calls(call_ids)).items()}
        return {id_: log for id_, log in logs.items() if log is not None}

    async def attendances(self, call_ids: Collection[UUID]) -> dict[UUID, list[AttendanceRow]]:
        return {id_: rows_then.attendances(call) for id_, call in (await self._calls(call_ids)).items()}


class DirectoryThen(Then, DirectoryQueries):
    """People and rooms as they were. Who may see what is asked of today's directory."""

    async def users(self, ids: Collection[UUID]) -> dict[UUID, UserRow]:
        past = self._past
        return past.users(ids) if all(map(past.at_hand, ids)) else await in_thread(past.users, ids)

    async def rooms(self, ids: Collection[UUID]) -> dict[UUID, RoomRow]:
        past = self._past
        return past.rooms(ids) if all(map(past.at_hand, ids)) else await in_thread(past.rooms, ids)

    async def members(self, room_id: UUID, limit: int, after: Place | None = None) -> list[UserRow]:
        members = await in_thread(self._past.members, room_id)
        users = await self.users([member.user_id for member in members])
        return rows_then.by_name(users.values(), limit, after)

    async def member_count(self, room_id: UUID) -> int:
        return len(await in_thread(self._past.members, room_id))


class SettingsThen(Then, SettingsQueries):
    async def changes(self) -> Mapping[Level, Mapping[str, Value]]:
        return await in_thread(self._past.settings)


def views_then(past: Past) -> ReadModels:
    """All read models: those of a call and what hangs on it; the others raise NotOfThePast."""
    return ReadModels(
        directory=DirectoryThen(past),
        live_calls=LiveCallsThen(past),
        rings=RingsThen(past),
        room_timeline=RoomTimelineQueries(NOWHERE),
        conference_log=ConferenceLogThen(past),
        contextual_bar=ContextualBarQueries(NOWHERE),
        settings=SettingsThen(past),
        floor=FloorThen(past),
        threads=ThreadsThen(past),
        preferences=PreferencesQueries(NOWHERE),
        call_history=CallHistoryQueries(NOWHERE),
        statistics=StatisticsQueries(NOWHERE),
        recordings=RecordingsThen(past),
        session_quality=SessionQualityThen(past),
        unread_threads=UnreadThreads(NOWHERE),
    )
