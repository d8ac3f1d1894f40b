"""All read models that the API asks."""

from dataclasses import dataclass
from typing import Self

from projections.conference_log import ConferenceLogQueries
from projections.contextual_bar import ContextualBarQueries
from projections.directory import DirectoryQueries
from projections.live_calls import LiveCallQueries
from projections.queries import Pool
from projections.rings import RingQueries
from projections.room_timeline import RoomTimelineQueries
from projections.settings import SettingsQueries


@dataclass(frozen=True)
class Views:
    directory: DirectoryQueries
    live_calls: LiveCallQueries
    rings: RingQueries
    room_timeline: RoomTimelineQueries
    conference_log: ConferenceLogQueries
    contextual_bar: ContextualBarQueries
    settings: SettingsQueries

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
        )
