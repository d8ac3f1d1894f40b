"""The loaders of an execution: what many resolvers ask for becomes one statement per table."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property
from typing import Protocol, TypeVar
from uuid import UUID

from api.access.visibility import Access
from api.backend.read_models import ReadModels
from api.graphql.core.loader import Loader, nothing
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
        self,
        views: ReadModels,
        records: Records,
        access: Access,
        clock: Clock,
        reads: Reads | None = None,
        at_hand: Callable[[UUID], bool] = nothing,
    ) -> None:
        """reads: where to note what is loaded, if anybody has to know. at_hand: about what the views needn't be waited
        for.
        """
        self._views = views
        self._records = records
        self._access = access
        self._clock = clock
        self._reads = reads
        self._at_hand = at_hand

    @cached_property
    def users(self) -> Loader[UUID, UserRow | None]:
        return self._one_of_each(self._views.directory.users)

    @cached_property
    def rooms(self) -> Loader[UUID, RoomRow | None]:
        return self._one_of_each(self._noted(Subject.ROOM, self._views.directory.rooms))

    @cached_property
    def calls(self) -> Loader[UUID, CallRow | None]:
        return self._one_of_each(self._noted(Subject.CALL, self._views.live_calls.calls))

    @cached_property
    def ongoing(self) -> Loader[UUID, CallRow | None]:
        return self._one_of_each(self._noted(Subject.CALL, self._views.live_calls.ongoing, by=_id), waits=True)

    @cached_property
    def sessions(self) -> Loader[UUID, list[SessionRow]]:
        return self._some_of_each(self._views.live_calls.sessions)

    @cached_property
    def session_by_id(self) -> Loader[UUID, SessionRow | None]:
        return self._one_of_each(self._views.live_calls.sessions_by_id)

    @cached_property
    def last_exits(self) -> Loader[tuple[UUID, UUID], ExitRow | None]:
        """By user and call."""

        async def batch(asked: list[tuple[UUID, UUID]]) -> list[ExitRow | None]:
            calls = _by_user(asked)
            found = {user_id: await self._views.live_calls.last_exits(user_id, ids) for user_id, ids in calls.items()}
            return [found[user_id].get(call_id) for user_id, call_id in asked]

        return Loader(batch)

    @cached_property
    def track_by_id(self) -> Loader[UUID, TrackRow | None]:
        return self._one_of_each(self._views.live_calls.tracks_by_id)

    @cached_property
    def tracks(self) -> Loader[UUID, list[TrackRow]]:
        return self._some_of_each(self._views.live_calls.tracks)

    @cached_property
    def session_quality(self) -> Loader[UUID, SessionQualityRow | None]:
        """By media session."""
        return self._one_of_each(self._views.session_quality.qualities)

    @cached_property
    def floor_sessions(self) -> Loader[UUID, list[FloorRow]]:
        return self._some_of_each(self._views.floor.sessions)

    @cached_property
    def hands(self) -> Loader[UUID, list[HandRow]]:
        return self._some_of_each(self._views.floor.hands)

    @cached_property
    def reactions(self) -> Loader[UUID, list[ReactionRow]]:
        return self._some_of_each(lambda call_ids: self._views.floor.reactions(call_ids, self._clock()))

    @cached_property
    def screen_shares(self) -> Loader[UUID, ScreenShareRow | None]:
        return self._one_of_each(self._views.floor.screen_shares)

    @cached_property
    def message_counts(self) -> Loader[UUID, int]:
        return self._counts(self._noted(Subject.THREAD, self._views.threads.counts))

    @cached_property
    def unread_messages(self) -> Loader[tuple[UUID, UUID], int]:
        """By user and call."""

        async def batch(asked: list[tuple[UUID, UUID]]) -> list[int]:
            calls = _by_user(asked)
            found = {user_id: await self._views.unread_threads.counts(user_id, ids) for user_id, ids in calls.items()}
            return [found[user_id].get(call_id, 0) for user_id, call_id in asked]

        return Loader(batch)

    @cached_property
    def messages_of_threads(self) -> Loader[UUID, MessageRow | None]:
        return self._one_of_each(self._noted(Subject.MESSAGE, self._views.threads.messages))

    @cached_property
    def rings(self) -> Loader[UUID, RingRow | None]:
        return self._one_of_each(self._noted(Subject.RING, self._views.rings.rings))

    @cached_property
    def rings_of_call(self) -> Loader[UUID, list[RingRow]]:
        return self._some_of_each(self._views.rings.of_calls)

    @cached_property
    def conferences(self) -> Loader[UUID, ConferenceRow | None]:
        return self._one_of_each(self._views.contextual_bar.conferences)

    @cached_property
    def messages(self) -> Loader[UUID, CallMessageRow | None]:
        return self._one_of_each(self._noted(Subject.CALL_MESSAGE, self._views.room_timeline.messages))

    @cached_property
    def logs(self) -> Loader[UUID, ConferenceLogRow | None]:
        return self._one_of_each(self._noted(Subject.CONFERENCE_LOG, self._views.conference_log.logs))

    @cached_property
    def call_records(self) -> Loader[UUID, CallRecord | None]:
        return self._one_of_each(self._noted(Subject.CALL_RECORD, self._records.of_calls), waits=True)

    @cached_property
    def attendances(self) -> Loader[UUID, list[AttendanceRow]]:
        return self._some_of_each(self._views.conference_log.attendances)

    @cached_property
    def history_entries(self) -> Loader[tuple[UUID, UUID], HistoryRow | None]:
        """By user and call."""

        async def batch(asked: list[tuple[UUID, UUID]]) -> list[HistoryRow | None]:
            found = await self._views.call_history.entries(asked)
            return [found.get(one) for one in asked]

        return Loader(batch)

    @cached_property
    def recordings(self) -> Loader[UUID, RecordingRow | None]:
        return self._one_of_each(self._noted(Subject.RECORDING, self._views.recordings.recordings))

    @cached_property
    def files(self) -> Loader[UUID, FileRow | None]:
        async def batch(ids: list[UUID]) -> list[FileRow | None]:
            found = await self.recordings.load_many(ids)
            return [None if recording is None else recording.file for recording in found]

        return Loader(batch)

    @cached_property
    def recordings_of_call(self) -> Loader[UUID, list[RecordingRow]]:
        return self._some_of_each(self._views.recordings.of_calls)

    @cached_property
    def recording_notices(self) -> Loader[UUID, list[NoticeRow]]:
        return self._some_of_each(self._views.recordings.notices)

    @cached_property
    def settings(self) -> Loader[Level, SettingsThere]:
        async def batch(levels: list[Level]) -> list[SettingsThere]:
            changes = await self._views.settings.changes()
            return [SettingsThere.of(changes, level) for level in levels]

        return Loader(batch)

    @cached_property
    def seen_rooms(self) -> Loader[UUID, bool]:
        async def batch(room_ids: list[UUID]) -> list[bool]:
            seen = await self._access.visible(room_ids)
            return [room_id in seen for room_id in room_ids]

        return Loader(batch)

    def _one_of_each(self, load: Load[T], *, waits: bool = False) -> Loader[UUID, T | None]:
        """`waits`: even for what is at hand."""

        async def batch(ids: list[UUID]) -> list[T | None]:
            found = await load(ids)
            return [found.get(id_) for id_ in ids]

        return Loader(batch, nothing if waits else self._at_hand)

    def _some_of_each(self, load: Load[list[T]]) -> Loader[UUID, list[T]]:
        async def batch(ids: list[UUID]) -> list[list[T]]:
            found = await load(ids)
            return [found.get(id_, []) for id_ in ids]

        return Loader(batch, self._at_hand)

    def _counts(self, load: Load[int]) -> Loader[UUID, int]:
        async def batch(ids: list[UUID]) -> list[int]:
            found = await load(ids)
            return [found[id_] for id_ in ids]

        return Loader(batch, self._at_hand)

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
