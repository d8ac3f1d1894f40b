"""The write side's use cases, put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from domain.calls.answering import RingUseCases
from domain.calls.calls_of_user import CallsOfUser
from domain.calls.hosting import HostUseCases
from domain.calls.opening_links import LinkUseCases
from domain.calls.use_cases import CallUseCases
from domain.directory.preferences import PreferenceUseCases
from domain.directory.use_cases import DirectoryUseCases
from domain.erasure.use_cases import ErasureUseCases
from domain.floor.use_cases import FloorUseCases
from domain.inspections.use_cases import InspectionUseCases
from domain.kernel.clock import Clock
from domain.media_sessions.use_cases import MediaSessionUseCases
from domain.recordings.use_cases import RecordingUseCases
from domain.slash_commands.use_cases import LastCallStatistics, SlashCommandUseCases
from domain.threads.use_cases import ThreadUseCases
from domain.workspace.settings import Lock
from domain.workspace.use_cases import WorkspaceUseCases
from event_log.application import Ringlog


@dataclass(frozen=True)
class Services:
    """The write side's use cases. They wait for the database: call them through `in_thread`."""

    calls: CallUseCases
    rings: RingUseCases
    directory: DirectoryUseCases
    media_sessions: MediaSessionUseCases
    workspaces: WorkspaceUseCases
    floors: FloorUseCases
    hosting: HostUseCases
    preferences: PreferenceUseCases
    threads: ThreadUseCases
    recordings: RecordingUseCases
    call_links: LinkUseCases
    slash_commands: SlashCommandUseCases
    inspections: InspectionUseCases
    erasures: ErasureUseCases

    @classmethod
    def of(
        cls,
        log: Ringlog,
        clock: Clock,
        calls_of_user: CallsOfUser,
        statistics: LastCallStatistics,
        public_url: str,
        locks: Mapping[str, Lock],
    ) -> Self:
        """`public_url`: where people reach the installation, without a slash at the end.

        `locks`: the settings that the environment goes before, by name.
        """
        calls, hosting = CallUseCases(log, clock, calls_of_user), HostUseCases(log, clock, calls_of_user)
        recordings = RecordingUseCases(log, clock)
        return cls(
            calls=calls,
            rings=RingUseCases(log, clock, calls_of_user),
            directory=DirectoryUseCases(log, clock),
            media_sessions=MediaSessionUseCases(log, clock),
            workspaces=WorkspaceUseCases(log, clock, locks),
            floors=FloorUseCases(log, clock),
            hosting=hosting,
            preferences=PreferenceUseCases(log, clock),
            threads=ThreadUseCases(log, clock),
            recordings=recordings,
            call_links=LinkUseCases(log, calls),
            slash_commands=SlashCommandUseCases(log, calls, hosting, recordings, statistics, public_url),
            inspections=InspectionUseCases(log, clock),
            erasures=ErasureUseCases(log, clock),
        )
