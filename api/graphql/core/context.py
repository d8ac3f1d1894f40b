"""What every resolver has at hand: the house behind the API, and who asks."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self, TypeAlias
from uuid import UUID

import strawberry

from api.access.download_links import DownloadLinks
from api.access.people import Access, Person, PersonalAccess
from api.access.tokens import Role, Viewer
from api.graphql.core.loaders import Loaders, Reads
from api.graphql.core.views import Views
from api.live.changes import Changes
from api.media.ice_servers import IceServer
from domain.calls.answering import Rings
from domain.calls.calls_of_user import Engagements
from domain.calls.hosting import Hosting
from domain.calls.opening_links import CallLinks
from domain.calls.use_cases import Calls
from domain.directory.preferences import PreferencesOfUsers
from domain.directory.use_cases import Directory
from domain.floor.use_cases import Floors
from domain.inspections.inspection import Seen, Subject
from domain.inspections.use_cases import Inspections
from domain.kernel.clock import Clock
from domain.kernel.occasion import Cause
from domain.media_sessions.use_cases import MediaSessions
from domain.recordings.use_cases import Recordings
from domain.slash_commands.use_cases import SlashCommands, Statistics
from domain.threads.use_cases import Threads
from domain.workspace.settings import Lock, Settings
from domain.workspace.use_cases import Workspaces
from event_log.application import Ringlog
from media.provider import Answer, TrackKind
from projections.directory import RoomRow
from projections.live_calls import CallRow
from projections.rings import RingRow
from runtime.presence.speakers import Speakers


@dataclass(frozen=True)
class Services:
    """The write side's use cases. They wait for the database: call them through `in_thread`."""

    calls: Calls
    rings: Rings
    directory: Directory
    media_sessions: MediaSessions
    workspaces: Workspaces
    floors: Floors
    hosting: Hosting
    preferences: PreferencesOfUsers
    threads: Threads
    recordings: Recordings
    call_links: CallLinks
    slash_commands: SlashCommands
    inspections: Inspections

    @classmethod
    def of(
        cls,
        log: Ringlog,
        clock: Clock,
        engagements: Engagements,
        statistics: Statistics,
        public_url: str,
        locks: Mapping[str, Lock],
    ) -> Self:
        """`public_url`: where people reach the installation, without a slash at the end.

        `locks`: the settings that the environment goes before, by name.
        """
        calls, hosting = Calls(log, clock, engagements), Hosting(log, clock, engagements)
        recordings = Recordings(log, clock)
        return cls(
            calls=calls,
            rings=Rings(log, clock, engagements),
            directory=Directory(log, clock),
            media_sessions=MediaSessions(log, clock),
            workspaces=Workspaces(log, clock, locks),
            floors=Floors(log, clock),
            hosting=hosting,
            preferences=PreferencesOfUsers(log, clock),
            threads=Threads(log, clock),
            recordings=recordings,
            call_links=CallLinks(log, calls),
            slash_commands=SlashCommands(log, calls, hosting, recordings, statistics, public_url),
            inspections=Inspections(log, clock),
        )


class MediaGateway(Protocol):
    """The media server, wherever it runs."""

    async def negotiate(
        self,
        *,
        call_id: UUID,
        session_id: UUID,
        user_id: UUID,
        sdp: str,
        kinds: Mapping[str, TrackKind],
        continues: UUID | None,
        replaces: UUID | None,
        cause: Cause,
    ) -> Answer:
        """Answer an offer, which belongs to the connection `continues`, or takes the place of `replaces`.

        Raises UnknownCall, UnknownSession, CallAlreadyEnded, InvalidInput, ConnectionLost, SessionTakenOver,
        MediaIsUnavailable.
        """


class Presence(Protocol):
    """Where signs of life are noted. It waits for the database: call it through `in_thread`."""

    def seen(self, session_ids: Collection[UUID], at: datetime) -> None:
        """These sessions showed a sign of life at `at`."""


@dataclass(frozen=True)
class House:
    """Everything behind the API, the same for all requests of a process."""

    services: Services
    views: Views
    changes: Changes
    media: MediaGateway
    presence: Presence
    speakers: Speakers
    links: DownloadLinks
    clock: Clock
    public_url: str
    locks: Mapping[str, Lock]  # the settings that the environment goes before, by name
    ice_servers: Callable[[Settings, UUID, datetime], tuple[IceServer, ...]]  # for one user, from a moment on


@dataclass
class Context:
    """One execution: what it may see, and for a request of one person, who that is and why facts follow from it."""

    house: House
    access: Access
    person: Person | None
    cause: Cause | None = None
    reads: Reads | None = None  # what an auditor has looked at so far; None if that is nobody's business
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self.renew()

    @classmethod
    def of_request(cls, house: House, viewer: Viewer, origin: str) -> Self:
        """A request that came from `origin`, a client's address."""
        person = Person.of(viewer)
        reads: Reads | None = {} if person.role is Role.AUDITOR else None
        return cls(house, PersonalAccess(person, house.views.directory), person, person.cause(origin), reads)

    def renew(self) -> None:
        """Forget what was loaded: something has changed."""
        self.loaders = Loaders(self.house.views, self.access, self.house.clock, self.reads)

    def note(self, subject: Subject, id_: UUID) -> None:
        """It is being looked at; for what no loader loads."""
        if self.reads is not None:
            self.reads[Seen(subject, id_)] = None

    async def visible_room(self, room_id: UUID | None) -> RoomRow | None:
        if room_id is None or not await self.loaders.seen_rooms.load(room_id):
            return None
        return await self.loaders.rooms.load(room_id)

    async def visible_call(self, call_id: UUID | None) -> CallRow | None:
        call = None if call_id is None else await self.loaders.calls.load(call_id)
        return call if call is not None and await self.loaders.seen_rooms.load(call.room_id) else None

    async def visible_ring(self, ring_id: UUID | None) -> RingRow | None:
        ring = None if ring_id is None else await self.loaders.rings.load(ring_id)
        return ring if ring is not None and await self.loaders.seen_rooms.load(ring.room_id) else None


Info: TypeAlias = strawberry.Info[Context, None]
