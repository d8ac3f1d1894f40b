"""All read models, and which version of them this program makes."""

from collections.abc import Sequence
from hashlib import sha256

from projections.call_history import CallHistory
from projections.conference_log import ConferenceLog
from projections.contextual_bar import ContextualBar
from projections.deadlines import Deadlines
from projections.directory import Directory
from projections.floor import FloorOfCalls
from projections.live_calls import LiveCalls
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


def version_of(views: Sequence[type[View]]) -> str:
    """Changes with anything that the views are made by, so that nobody can forget to rebuild them."""
    digest = sha256()
    for view in views:
        for file in (view.source, view.source.with_suffix(".sql"), *view.made_with):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


VERSION = version_of(VIEWS)
