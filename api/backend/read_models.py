"""All read models that the API asks."""

from dataclasses import dataclass
from typing import Self

from projections.call_history import CallHistoryQueries
from projections.conference_log import ConferenceLogQueries
from projections.contextual_bar import ContextualBarQueries
from projections.directory import DirectoryQueries
from projections.engine.pool import Pool
from projections.floor import FloorQueries
from projections.live_calls import LiveCallQueries
from projections.preferences import PreferencesQueries
from projections.recordings import RecordingQueries
from projections.rings import RingQueries
from projections.room_timeline import RoomTimelineQueries
from projections.session_quality import SessionQualityQueries
from projections.settings import SettingsQueries
from projections.statistics import StatisticsQueries
from projections.threads import ThreadQueries
from runtime.presence.read_positions import UnreadThreads


@dataclass(frozen=True)
class ReadModels:
    directory: DirectoryQueries
    live_calls: LiveCallQueries
    rings: RingQueries
    room_timeline: RoomTimelineQueries
    conference_log: ConferenceLogQueries
    contextual_bar: ContextualBarQueries
    settings: SettingsQueries
    floor: FloorQueries
    threads: ThreadQueries
    preferences: PreferencesQueries
    call_history: CallHistoryQueries
    statistics: StatisticsQueries
    recordings: RecordingQueries
    session_quality: SessionQualityQueries
    unread_threads: UnreadThreads

    @classmethod
    def of(cls, pool: Pool) -> Self:
        return cls(
            DirectoryQueries(pool),
            LiveCallQueries(pool),
            RingQueries(pool),
            RoomTimelineQueries(pool),
            ConferenceLogQueries(pool),
            ContextualBarQueries(pool),
            SettingsQueries(pool),
            FloorQueries(pool),
            ThreadQueries(pool),
            PreferencesQueries(pool),
            CallHistoryQueries(pool),
            StatisticsQueries(pool),
            RecordingQueries(pool),
            SessionQualityQueries(pool),
            UnreadThreads(pool),
        )
