"""A workspace whose facts come from the real services, and whose rows from the real projector."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import projections
from domain.calls.answering import RingUseCases
from domain.calls.calls_of_user import NoCallsOfUser
from domain.calls.hosting import HostUseCases
from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.directory.preferences import PreferenceUseCases
from domain.directory.room import RoomKind
from domain.directory.use_cases import DirectoryUseCases, RoomProfile, UserProfile
from domain.floor.use_cases import FloorUseCases
from domain.kernel.aggregate import Root
from domain.kernel.ids import thread_id
from domain.kernel.occasion import Occasion
from domain.media_sessions.use_cases import MediaSessionUseCases
from domain.recordings.use_cases import RecordingUseCases
from domain.threads.thread import Thread
from domain.threads.use_cases import ThreadUseCases
from domain.workspace.use_cases import WorkspaceUseCases
from event_log import LogReader
from event_log.application import Ringlog
from projections import Projector
from projections.views import VIEWS
from tests.known_people import give_ids
from tests.people import ADA, ALAN, AT, CAUSE, EDSGER, GRACE
from worker.policy_follower import PolicyFollower

PEOPLE = {"ada": "Ada", "grace": "Grace", "alan": "Alan", "edsger": "Edsger"}  # by what the chat product calls them
TABLES = sorted(table.name for view in VIEWS for table in view.tables)

Dump = dict[str, list[str]]  # by table, its rows as PostgreSQL prints them


def dump(database_url: str) -> Dump:
    """Every row of all live views, byte by byte."""
    with projections.connect(database_url) as connection:
        return {
            table: [row for (row,) in connection.execute(f"SELECT t::text FROM {table} AS t ORDER BY 1")]
            for table in [*TABLES, "position"]
        }


class Scene:
    """Nothing is projected before `show`. Time stands still until `turn`."""

    everyone = (ADA, GRACE, ALAN, EDSGER)

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url
        self.now = AT
        self._resources = ExitStack()
        give_ids(database_url)
        self.log = self._resources.enter_context(Ringlog(env={"DATABASE_URL": database_url}))
        self.directory = DirectoryUseCases(self.log, self.clock)
        self.workspaces = WorkspaceUseCases(self.log, self.clock)
        self.calls = CallUseCases(self.log, self.clock)
        self.rings = RingUseCases(self.log, self.clock)
        self.hosting = HostUseCases(self.log, self.clock)
        self.floors = FloorUseCases(self.log, self.clock)
        self.threads = ThreadUseCases(self.log, self.clock)
        self.recordings = RecordingUseCases(self.log, self.clock)
        self.preferences = PreferenceUseCases(self.log, self.clock)
        self.media = MediaSessionUseCases(self.log, self.clock)
        self.consequences = Consequences(self.log, self.clock)
        self.reader = LogReader(database_url)
        self._resources.callback(self.reader.close)
        self.policies = PolicyFollower(self.log, self.reader, self.consequences, NoCallsOfUser())
        self.projector = Projector(database_url)
        self._resources.callback(self.projector.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._resources.close()

    def clock(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def furnish(self) -> None:
        """Four people; Edsger is in no room."""
        users = [UserProfile(external_id, name) for external_id, name in PEOPLE.items()]
        self.directory.upsert_users(users=users, cause=CAUSE)
        rooms = [
            RoomProfile("ada-grace", RoomKind.DIRECT, "Ada, Grace", members=("ada", "grace")),
            RoomProfile("ada-grace-alan", RoomKind.GROUP_DIRECT, "All three", members=("ada", "grace", "alan")),
            RoomProfile("general", RoomKind.CHANNEL, "General", members=("ada", "grace", "alan")),
        ]
        self.directory.upsert_rooms(rooms=rooms, cause=CAUSE)

    def react(self) -> None:
        """Carry out all policies."""
        while self.policies.run_once():
            pass

    def show(self) -> None:
        """Carry out all policies and bring the views to the end of the log."""
        self.react()
        while self.projector.run_once():
            pass

    def timer(self, change: Callable[[Consequences], tuple[Root, ...]]) -> None:
        """What a timer does."""
        self.consequences.record(lambda: change(self.consequences))

    # Short for what many tests do

    def start(self, room: UUID, by: UUID = ADA, device: str = "phone") -> tuple[UUID, UUID]:
        """Call and session."""
        call_id, session_id = self.calls.start(room_id=room, by=by, device=Device(device), cause=CAUSE).answer
        return call_id, session_id

    def join(self, call_id: UUID, by: UUID, device: str = "phone") -> UUID:
        """The session."""
        return self.calls.join(call_id=call_id, by=by, device=Device(device), cause=CAUSE).answer[1]

    def accept(self, ring_id: UUID, by: UUID, device: str = "phone") -> None:
        self.rings.accept(ring_id=ring_id, by=by, device=Device(device), cause=CAUSE)

    def leave(self, call_id: UUID, session_id: UUID, by: UUID) -> None:
        self.calls.leave(call_id=call_id, session_id=session_id, by=by, cause=CAUSE)

    def end(self, call_id: UUID, by: UUID = ADA) -> None:
        self.calls.end(call_id=call_id, by=by, cause=CAUSE)

    def attach(self, call_id: UUID, author_id: UUID) -> UUID:
        """A recording in the thread; the file's id."""
        thread, file_id = self.log.find(Thread, thread_id(call_id)), uuid4()
        thread.attach(
            Occasion(self.now, CAUSE),
            message_id=uuid4(),
            author_id=author_id,
            file_id=file_id,
            name="recording.webm",
            media_type="video/webm",
            size=2**33,
            sha256="0" * 64,
            duration_ms=60_000,
        )
        self.log.commit(thread)
        return file_id

    def query(self, sql: str, parameters: Any = None) -> list[Any]:
        """Rows of the live views."""
        with projections.connect(self.database_url) as connection:
            return connection.execute(sql, parameters).fetchall()

    def query_nothing(self, sql: str) -> None:
        """A statement without rows."""
        with projections.connect(self.database_url) as connection:
            connection.execute(sql)
