"""All read models, and which version of each this program makes."""

from collections.abc import Collection
from functools import cache

from projections.call_history import CallHistory
from projections.conference_log import ConferenceLog
from projections.contextual_bar import ContextualBar
from projections.deadlines import Deadlines
from projections.directory import Directory
from projections.engine.made_of import fingerprint
from projections.engine.view import View
from projections.floor import FloorOfCalls
from projections.live_calls import LiveCalls
from projections.preferences import PreferencesOfUsers
from projections.recordings import RecordingsOfCalls
from projections.rings import Rings
from projections.room_timeline import RoomTimeline
from projections.settings import WorkspaceSettings
from projections.statistics import Statistics
from projections.threads import Threads

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


# Who may see what, and what timers and policies read: made again before the others.
URGENT: tuple[type[View], ...] = (Directory, LiveCalls, Deadlines)

# What only timers read.
UNSEEN: tuple[type[View], ...] = (Deadlines,)


def neglected_with(views: Collection[str]) -> set[str]:
    """Which views have to stand still when these do: with the directory all that readers see.

    Without it nobody notices who has lost access, and they would go on seeing what is new.
    """
    if Directory.__name__ not in views:
        return set(views)
    return {*views, *(view.__name__ for view in VIEWS if view not in UNSEEN)}


@cache
def versions() -> dict[str, str]:
    """What this program makes of each view: it changes with anything that decides about the rows (`made_of`)."""
    return {view.__name__: fingerprint(view.__module__, view.__name__, view.statements()) for view in VIEWS}
