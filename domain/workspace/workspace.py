"""The workspace: one installation and its settings."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.directory.room import RoomKind
from domain.kernel.aggregate import Root
from domain.kernel.fact import Fact
from domain.kernel.ids import WORKSPACE_ID
from domain.kernel.occasion import Occasion
from domain.workspace.settings import (
    WORKSPACE,
    Level,
    Settings,
    Value,
    as_named_now,
    at_level,
    checked,
    in_force,
    known,
    name_now,
    names_of,
)


class Workspace(Root):
    """Holds what admins set; everything else takes its settings from here."""

    class Event(Fact):
        pass

    class Created(Event, AggregateCreated):
        pass

    class SettingChanged(Event):
        """For one room, for one kind of room, or with neither for all."""

        name: str
        value: bool | int | str | tuple[str, ...]
        room_kind: RoomKind | None
        room_id: UUID | None

        def apply(self, workspace: "Workspace") -> None:
            level = Level(self.room_kind, self.room_id)
            held = {**workspace.changes.get(level, {}), self.name: self.value}
            workspace.changes = MappingProxyType({**workspace.changes, level: held})

    class SettingReset(Event):
        """From now on it is inherited from the level above."""

        name: str
        room_kind: RoomKind | None
        room_id: UUID | None

        def apply(self, workspace: "Workspace") -> None:
            level = Level(self.room_kind, self.room_id)
            held = {name: value for name, value in workspace.changes.get(level, {}).items() if name != self.name}
            workspace.changes = MappingProxyType({**workspace.changes, level: held})

    def __init__(self) -> None:
        self.changes: Mapping[Level, Mapping[str, Value]] = MappingProxyType({})

    @classmethod
    def create(cls, on: Occasion) -> Self:
        return cls.began(cls.Created, WORKSPACE_ID, on)

    def change_setting(self, on: Occasion, *, name: str, value: object, level: Level = WORKSPACE) -> None:
        """Raises InvalidInput if there is no such setting, it isn't set at this level, or it can't be `value`."""
        name = name_now(name)
        new = checked(name, value)
        level = at_level(name, level)
        if self._held(name, level) != new:
            self.happened(self.SettingChanged, on, name=name, value=new, **level._asdict())

    def reset_setting(self, on: Occasion, *, name: str, level: Level) -> None:
        """Does nothing if it was not set at this level. Raises InvalidInput if there is no such setting."""
        level = at_level(known(name_now(name)).name, level)
        for held in sorted(names_of(name_now(name)).intersection(self.changes.get(level, {}))):
            self.happened(self.SettingReset, on, name=held, **level._asdict())

    def settings(self, level: Level = WORKSPACE) -> Settings:
        """The settings in force for a room of this kind and id."""
        return in_force(self.changes, level)

    def _held(self, name: str, level: Level) -> Value | None:
        """What is set at this very level; for the workspace, the default counts as set."""
        default = Settings().value(name) if level == WORKSPACE else None
        return as_named_now(self.changes.get(level, {})).get(name, default)
