"""All read models, and which version of each this program makes."""

from functools import cache

from projections.call_history import CallHistory
from projections.conference_log import ConferenceLog
from projections.contextual_bar import ContextualBar
from projections.deadlines import Deadlines
from projections.directory import Directory
from projections.floor import FloorOfCalls
from projections.live_calls import LiveCalls
from projections.made_of import fingerprint
from projections.preferences import PreferencesOfUsers
from projections.recordings import RecordingsOfCalls
from projections.rings import Rings
from projections.room_timeline import RoomTimeline
from projections.settings import WorkspaceSettings
from projections.statistics import Statistics
from projections.threads import Threads
from projections.view import View

VIEWS: tuple[type[View], ...] = (
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
)


# What timers and policies read: made again before the others, since nothing is put in or taken out meanwhile.
URGENT: tuple[type[View], ...] = (LiveCalls, Deadlines)


@cache
def versions() -> dict[str, str]:
    """What this program makes of each view: it changes with anything that decides about the rows (`made_of`)."""
    return {view.__name__: fingerprint(view.__module__, view.__name__, view.sql) for view in VIEWS}
