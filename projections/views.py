"""All read models."""

from projections.call_history import CallHistory
from projections.conference_log import ConferenceLog
from projections.contextual_bar import ContextualBar
from projections.deadlines import Deadlines
from projections.directory import Directory
from projections.engine.views import Views
from projections.floor import FloorOfCalls
from projections.live_calls import LiveCalls
from projections.preferences import PreferencesOfUsers
from projections.recordings import RecordingsOfCalls
from projections.rings import Rings
from projections.room_timeline import RoomTimeline
from projections.settings import WorkspaceSettings
from projections.statistics import Statistics
from projections.threads import Threads

VIEWS = Views(
    (
        Directory,
        LiveCalls,
        Rings,
        RoomTimeline,
        ConferenceLog,
        ContextualBar,
        Deadlines,
        WorkspaceSettings,
        FloorOfCalls,
        Threads,
        PreferencesOfUsers,
        CallHistory,
        Statistics,
        RecordingsOfCalls,
    ),
    urgent=(Directory, LiveCalls, Deadlines),  # who may see what, and what timers and policies read
    access=Directory,
    unseen=(Deadlines,),
)
