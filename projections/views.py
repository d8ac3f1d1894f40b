"""All read models."""

from projections.call_history import CallHistoryView
from projections.call_media import CallMediaView
from projections.conference_log import ConferenceLogView
from projections.contextual_bar import ContextualBarView
from projections.deadlines import DeadlinesView
from projections.directory import DirectoryView
from projections.engine.views import Views
from projections.floor import FloorView
from projections.live_calls import LiveCallsView
from projections.names import NamesView
from projections.preferences import PreferencesView
from projections.recordings import RecordingsView
from projections.retention import RetentionView
from projections.rings import RingsView
from projections.room_timeline import RoomTimelineView
from projections.session_quality import SessionQualityView
from projections.settings import SettingsView
from projections.statistics import StatisticsView
from projections.threads import ThreadsView
from projections.title_terms import TitleTermsView

VIEWS = Views(
    (
        DirectoryView,
        NamesView,
        LiveCallsView,
        RingsView,
        RoomTimelineView,
        ConferenceLogView,
        ContextualBarView,
        TitleTermsView,
        DeadlinesView,
        SettingsView,
        FloorView,
        ThreadsView,
        PreferencesView,
        CallHistoryView,
        StatisticsView,
        RecordingsView,
        CallMediaView,
        SessionQualityView,
        RetentionView,
    ),
    urgent=(DirectoryView, NamesView, LiveCallsView, DeadlinesView),  # who may see what, what timers and policies read
    access=DirectoryView,
    unseen=(DeadlinesView, RetentionView),
)
