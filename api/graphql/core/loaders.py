"""Batched loading: what many resolvers of one execution ask for becomes one statement per table."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property
from typing import Protocol, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from api.access.visibility import Access
from api.backend.read_models import ReadModels
from domain.inspections.inspection import Seen, Subject
from domain.kernel.clock import Clock
from domain.workspace.settings import Level
from domain.workspace.settings_there import SettingsThere
from event_log.records.record import CallRecord
from projections.call_history import HistoryRow
from projections.conference_log import AttendanceRow, ConferenceLogRow
from projections.contextual_bar import ConferenceRow
from projections.directory import RoomRow, UserRow
from projections.floor import FloorRow, HandRow, ReactionRow, ScreenShareRow
from projections.live_calls import CallRow, ExitRow, SessionRow, TrackRow
from projections.recordings import NoticeRow, RecordingRow
from projections.rings import RingRow
from projections.room_timeline import CallMessageRow
from projections.session_quality import SessionQualityRow
from projections.threads import FileRow, MessageRow

T = TypeVar("T")
Load = Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, T]]]


def one_of_each(load: Load[T]) -> DataLoader[UUID, T | None]:
    async def batch(ids: list[UUID]) -> list[T | None]:
        found = await load(ids)
        return [found.get(id_) for id_ in ids]

    return DataLoader(batch)


def some_of_each(load: Load[list[T]]) -> DataLoader[UUID, list[T]]:
    async def batch(ids: list[UUID]) -> list[list[T]]:
        found = await load(ids)
        return [found.get(id_, []) for id_ in ids]

    return DataLoader(batch)


def _counts(load: Load[int]) -> DataLoader[UUID, int]:
    async def batch(ids: list[UUID]) -> list[int]:
        found = await load(ids)
        return [found[id_] for id_ in ids]

    return DataLoader(batch)


def _by_user(asked: Sequence[tuple[UUID, UUID]]) -> dict[UUID, list[UUID]]:
    """By user, the calls."""
    calls: dict[UUID, list[UUID]] = {}
    for user_id, call_id in asked:
        calls.setdefault(user_id, []).append(call_id)
    return calls


def _asked(asked: UUID, _: object) -> UUID:
    return asked


def _id(_: UUID, call: CallRow) -> UUID:
    return call.id


class Records(Protocol):
    """Where call records come from."""

    async def of_calls(self, call_ids: Sequence[UUID]) -> Mapping[UUID, CallRecord]: ...


Reads = dict[Seen, None]  # what was looked at, each thing once, in that order


class Loaders:
    """The loaders of one execution, each made when it is first used; what they loaded is as old as they are."""

    def __init__(
        self, views: ReadModels, records: Records, access: Access, clock: Clock, reads: Reads | None = None
    ) -> None:
        """`reads`: where to note what is loaded, if anybody has to know."""
        self._views = views
        self._records = records
        self._access = access
        self._clock = clock
        self._reads = reads

    @cached_property
    def users(self) -> DataLoader[UUID, UserRow | None]:
        return one_of_each(self._views.directory.users)

    @cached_property
    def rooms(self) -> DataLoader[UUID, RoomRow | None]:
        return one_of_each(self._noted(Subject.ROOM, self._views.directory.rooms))

    @cached_property
    def calls(self) -> DataLoader[UUID, CallRow | None]:
        return one_of_each(self._noted(Subject.CALL, self._views.live_calls.calls))

    @cached_property
    def ongoing(self) -> DataLoader[UUID, CallRow | None]:
        return one_of_each(self._noted(Subject.CALL, self._views.live_calls.ongoing, by=_id))

    @cached_property
    def sessions(self) -> DataLoader[UUID, list[SessionRow]]:
        return some_of_each(self._views.live_calls.sessions)

    @cached_property
    def session_by_id(self) -> DataLoader[UUID, SessionRow | None]:
        return one_of_each(self._views.live_calls.sessions_by_id)

    @cached_property
    def last_exits(self) -> DataLoader[tuple[UUID, UUID], ExitRow | None]:
        """By user and call."""

        async def batch(asked: list[tuple[UUID, UUID]]) -> list[ExitRow | None]:
            calls = _by_user(asked)
            found = {user_id: await self._views.live_calls.last_exits(user_id, ids) for user_id, ids in calls.items()}
            return [found[user_id].get(call_id) for user_id, call_id in asked]

        return DataLoader(batch)

    @cached_property
    def track_by_id(self) -> DataLoader[UUID, TrackRow | None]:
        return one_of_each(self._views.live_calls.tracks_by_id)

    @cached_property
    def tracks(self) -> DataLoader[UUID, list[TrackRow]]:
        return some_of_each(self._views.live_calls.tracks)

    @cached_property
    def session_quality(self) -> DataLoader[UUID, SessionQualityRow | None]:
        """By media session."""
        return one_of_each(self._views.session_quality.qualities)

    @cached_property
    def floor_sessions(self) -> DataLoader[UUID, list[FloorRow]]:
        return some_of_each(self._views.floor.sessions)

    @cached_property
    def hands(self) -> DataLoader[UUID, list[HandRow]]:
        return some_of_each(self._views.floor.hands)

    @cached_property
    def reactions(self) -> DataLoader[UUID, list[ReactionRow]]:
        return some_of_each(lambda call_ids: self._views.floor.reactions(call_ids, self._clock()))

    @cached_property
    def screen_shares(self) -> DataLoader[UUID, ScreenShareRow | None]:
        return one_of_each(self._views.floor.screen_shares)

    @cached_property
    def message_counts(self) -> DataLoader[UUID, int]:
        return _counts(self._noted(Subject.THREAD, self._views.threads.counts))

    @cached_property
    def unread_messages(self) -> DataLoader[tuple[UUID, UUID], int]:
        """By user and call."""

        async def batch(asked: list[tuple[UUID, UUID]]) -> list[int]:
            calls = _by_user(asked)
            found = {user_id: await self._views.unread_threads.counts(user_id, ids) for user_id, ids in calls.items()}
            return [found[user_id].get(call_id, 0) for user_id, call_id in asked]

        return DataLoader(batch)

    @cached_property
    def messages_of_threads(self) -> DataLoader[UUID, MessageRow | None]:
        return one_of_each(self._noted(Subject.MESSAGE, self._views.threads.messages))

    @cached_property
    def rings(self) -> DataLoader[UUID, RingRow | None]:
        return one_of_each(self._noted(Subject.RING, self._views.rings.rings))

    @cached_property
    def rings_of_call(self) -> DataLoader[UUID, list[RingRow]]:
        return some_of_each(self._views.rings.of_calls)

    @cached_property
    def conferences(self) -> DataLoader[UUID, ConferenceRow | None]:
        return one_of_each(self._views.contextual_bar.conferences)

    @cached_property
    def messages(self) -> DataLoader[UUID, CallMessageRow | None]:
        return one_of_each(self._noted(Subject.CALL_MESSAGE, self._views.room_timeline.messages))

    @cached_property
    def logs(self) -> DataLoader[UUID, ConferenceLogRow | None]:
        return one_of_each(self._noted(Subject.CONFERENCE_LOG, self._views.conference_log.logs))

    @cached_property
    def call_records(self) -> DataLoader[UUID, CallRecord | None]:
        return one_of_each(self._noted(Subject.CALL_RECORD, self._records.of_calls))

    @cached_property
    def attendances(self) -> DataLoader[UUID, list[AttendanceRow]]:
        return some_of_each(self._views.conference_log.attendances)

    @cached_property
    def history_entries(self) -> DataLoader[tuple[UUID, UUID], HistoryRow | None]:
        """By user and call."""

        async def batch(asked: list[tuple[UUID, UUID]]) -> list[HistoryRow | None]:
            found = await self._views.call_history.entries(asked)
            return [found.get(one) for one in asked]

        return DataLoader(batch)

    @cached_property
    def recordings(self) -> DataLoader[UUID, RecordingRow | None]:
        return one_of_each(self._noted(Subject.RECORDING, self._views.recordings.recordings))

    @cached_property
    def files(self) -> DataLoader[UUID, FileRow | None]:
        async def batch(ids: list[UUID]) -> list[FileRow | None]:
            found = await self.recordings.load_many(ids)
            return [None if recording is None else recording.file for recording in found]

        return DataLoader(batch)

    @cached_property
    def recordings_of_call(self) -> DataLoader[UUID, list[RecordingRow]]:
        return some_of_each(self._views.recordings.of_calls)

    @cached_property
    def recording_notices(self) -> DataLoader[UUID, list[NoticeRow]]:
        return some_of_each(self._views.recordings.notices)

    @cached_property
    def settings(self) -> DataLoader[Level, SettingsThere]:
        async def batch(levels: list[Level]) -> list[SettingsThere]:
            changes = await self._views.settings.changes()
            return [SettingsThere.of(changes, level) for level in levels]

        return DataLoader(batch)

    @cached_property
    def seen_rooms(self) -> DataLoader[UUID, bool]:
        async def batch(room_ids: list[UUID]) -> list[bool]:
            seen = await self._access.visible(room_ids)
            return [room_id in seen for room_id in room_ids]

        return DataLoader(batch)

    def _noted(self, subject: Subject, load: Load[T], by: Callable[[UUID, T], UUID] = _asked) -> Load[T]:
        """`load`, with a note of what is found. `by`: its id, of what was asked for and what was found."""
        reads = self._reads
        if reads is None:
            return load

        async def noted(ids: Sequence[UUID]) -> Mapping[UUID, T]:
            found = await load(ids)
            reads.update((Seen(subject, by(asked, thing)), None) for asked, thing in found.items())
            return found

        return noted
