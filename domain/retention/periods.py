"""For how long recordings and texts are kept in a room, and where that was set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from domain.directory.room import Room
from domain.kernel.errors import UnknownRoom
from domain.kernel.log import Log
from domain.workspace.settings import Level, Value
from domain.workspace.settings_there import SettingOrigin, SettingsThere
from domain.workspace.use_cases import setting_since, workspace_changes


class ExpiryKind(StrEnum):
    """What expires: one recording, or all that was written in one call."""

    RECORDING = "recording"
    TEXT = "text"


SETTINGS: Mapping[ExpiryKind, str] = {
    ExpiryKind.RECORDING: "retention.recordings_days",
    ExpiryKind.TEXT: "retention.text_days",
}


@dataclass(frozen=True)
class Policy:
    """Keeps something for so many days, as is set for its room, for the kind of its room, or for the workspace."""

    days: int
    origin: SettingOrigin


def policy_of(kind: ExpiryKind, there: SettingsThere) -> Policy | None:
    """None if it is kept for ever."""
    name = SETTINGS[kind]
    days = there.settings.value(name)
    assert isinstance(days, int)
    return Policy(days, there.origin(name)) if days else None


class Periods:
    """As they are on record at one moment. Not to be kept."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._changes = workspace_changes(log)
        self._in_force_since: dict[tuple[ExpiryKind, Level], datetime | None] = {}

    @property
    def changes(self) -> Mapping[Level, Mapping[str, Value]]:
        """What is set, by where it is set."""
        return self._changes

    def policy(self, kind: ExpiryKind, room_id: UUID) -> tuple[Policy, Level] | None:
        """For what happened in a room, with the level of that room; None if it is kept for ever."""
        room = self._log.find(Room, room_id, UnknownRoom)
        level = Level(room.kind, room.id)
        policy = policy_of(kind, SettingsThere.of(self._changes, level))
        return None if policy is None else (policy, level)

    def dated(self, kind: ExpiryKind, level: Level, due_at: datetime) -> datetime:
        """When what was due then expired: not before the setting was made that made it so."""
        key = kind, level
        if key not in self._in_force_since:
            self._in_force_since[key] = setting_since(self._log, SETTINGS[kind], level)
        since = self._in_force_since[key]
        return due_at if since is None else max(due_at, since)


def due_at(since: datetime, policy: Policy) -> datetime:
    """When what is kept since then expires."""
    return since + timedelta(days=policy.days)
