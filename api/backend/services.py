"""The write side's use cases, put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from domain.calls.answering import Rings
from domain.calls.calls_of_user import Engagements
from domain.calls.hosting import Hosting
from domain.calls.opening_links import CallLinks
from domain.calls.use_cases import Calls
from domain.directory.preferences import PreferencesOfUsers
from domain.directory.use_cases import Directory
from domain.floor.use_cases import Floors
from domain.inspections.use_cases import Inspections
from domain.kernel.clock import Clock
from domain.media_sessions.use_cases import MediaSessions
from domain.recordings.use_cases import Recordings
from domain.slash_commands.use_cases import SlashCommands, Statistics
from domain.threads.use_cases import Threads
from domain.workspace.settings import Lock
from domain.workspace.use_cases import Workspaces
from event_log.application import Ringlog


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
