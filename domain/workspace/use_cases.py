"""Use cases of the workspace: its settings, looked up and changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Unpack
from uuid import UUID

from domain.directory.room import Room
from domain.kernel.clock import Clock
from domain.kernel.errors import NotAdmin, SettingIsLocked, UnknownRoom
from domain.kernel.ids import WORKSPACE_ID
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import Asked, Decision, UseCases, use_case
from domain.workspace.settings import NO_LOCKS, WORKSPACE, Level, Lock, Settings, Value, layers, name_now, names_of
from domain.workspace.workspace import Workspace


def settings_of(log: Log, room: Room | None = None) -> Settings:
    """The settings in force for a room, or for the workspace where no room is concerned."""
    workspace = log.look_up(Workspace, WORKSPACE_ID)
    if workspace is None:
        return Settings()
    return workspace.settings(WORKSPACE if room is None else Level(room.kind, room.id))


def settings_of_room(log: Log, room_id: UUID) -> Settings:
    """The settings in force for the room with this id."""
    return settings_of(log, log.find(Room, room_id, UnknownRoom))


def workspace_changes(log: Log) -> Mapping[Level, Mapping[str, Value]]:
    """What is set, by where it is set."""
    workspace = log.look_up(Workspace, WORKSPACE_ID)
    return {} if workspace is None else workspace.changes


def setting_since(log: Log, name: str, level: Level = WORKSPACE) -> datetime | None:
    """Since when a setting has the value that it has at a level; None if it always had it."""
    newest_first = log.newest_first(WORKSPACE_ID)
    names, levels = names_of(name), layers(level)
    changes = (Workspace.SettingChanged, Workspace.SettingReset)
    return next(
        (
            fact.timestamp
            for fact in newest_first
            if isinstance(fact, changes) and fact.name in names and Level(fact.room_kind, fact.room_id) in levels
        ),
        None,
    )


class WorkspaceUseCases(UseCases):
    """For admins. Each answer is (workspace id,)."""

    def __init__(self, log: Log, clock: Clock, locks: Mapping[str, Lock] = NO_LOCKS) -> None:
        """`locks`: the settings, by name, that the environment of this process goes before."""
        super().__init__(log, clock)
        self._locks = locks

    @use_case
    def change_setting(
        self, on: Occasion, *, name: str, value: object, level: Level = WORKSPACE, admin: bool, **_: Unpack[Asked]
    ) -> Decision:
        """Raises NotAdmin, SettingIsLocked, UnknownRoom; InvalidInput that says what the setting may be and where."""
        workspace = self._workspace(name, admin, level, on)
        workspace.change_setting(on, name=name, value=value, level=level)
        return Decision((WORKSPACE_ID,), _changed(workspace))

    @use_case
    def reset_setting(
        self, on: Occasion, *, name: str, level: Level = WORKSPACE, admin: bool, **_: Unpack[Asked]
    ) -> Decision:
        """Let it be inherited from the level above. Raises NotAdmin, SettingIsLocked, UnknownRoom."""
        workspace = self._workspace(name, admin, level, on)
        workspace.reset_setting(on, name=name, level=level)
        return Decision((WORKSPACE_ID,), _changed(workspace))

    def _workspace(self, name: str, admin: bool, level: Level, on: Occasion) -> Workspace:
        if not admin:
            raise NotAdmin
        if (lock := self._locks.get(name_now(name))) is not None:
            raise SettingIsLocked(
                f"{lock.variable} fixes {name}: change or unset that variable, and start Ringlog again."
            )
        if level.room_id is not None:
            self.log.find(Room, level.room_id, UnknownRoom)
        return self.log.look_up(Workspace, WORKSPACE_ID) or Workspace.create(on)


def _changed(workspace: Workspace) -> tuple[Workspace, ...]:
    """The workspace, if a setting changed: one that was only created for a command is not worth a fact."""
    return (workspace,) if any(not isinstance(f, Workspace.Created) for f in workspace.pending_events) else ()
