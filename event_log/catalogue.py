"""The catalogue of facts: every kind there is, so that each process can read the whole log, whatever else it loads."""

import inspect
from typing import Any

from eventsourcing.utils import get_topic, resolve_topic

from domain.calls.call import Call
from domain.calls.ring import Ring
from domain.directory.room import Room
from domain.directory.user import User
from domain.erasure.erasure import Erasure
from domain.erasure.legal_holds import LegalHolds
from domain.floor.floor import Floor
from domain.inspections.inspection import Inspection
from domain.kernel.aggregate import Root
from domain.kernel.fact import Fact
from domain.kernel.request import Request
from domain.log_keys.log_key import LogKey
from domain.media_sessions.media_session import MediaSession
from domain.recordings.call_recorder import CallRecorder
from domain.recordings.recording import Recording
from domain.retention.expiry import Expiry
from domain.threads.thread import Thread
from domain.workspace.workspace import Workspace

AGGREGATES: tuple[type[Root], ...] = (
    Call,
    Erasure,
    Expiry,
    Floor,
    Inspection,
    LegalHolds,
    LogKey,
    MediaSession,
    CallRecorder,
    Recording,
    Request,
    Ring,
    Room,
    Thread,
    User,
    Workspace,
)
"""Whoever adds an aggregate lists it here; its facts are nested in it."""


def facts_of(aggregate: type[Root]) -> tuple[type[Fact], ...]:
    """The kinds of facts that can be recorded of these aggregates, as their file states them."""
    nested = (value for value in vars(aggregate).values() if inspect.isclass(value) and issubclass(value, Fact))
    return tuple(kind for kind in nested if kind.__name__ != "Event")


TOPICS = frozenset(get_topic(kind) for aggregate in AGGREGATES for kind in facts_of(aggregate))
"""Of every kind there is."""


def fact_class(topic: str) -> type[Any]:
    """The class that declares the topic: all are loaded with this module. Raises TopicError when none does."""
    declared: type[Any] = resolve_topic(topic)
    return declared
