"""The settings in force somewhere, each with where it was set."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from domain.settings import WORKSPACE, Level, Settings, Value, in_force


class SettingOrigin(StrEnum):
    """Where a setting that is in force was set."""

    DEFAULT = "default"
    WORKSPACE = "workspace"
    ROOM_KIND = "room_kind"
    ROOM = "room"


@dataclass(frozen=True)
class SettingsThere:
    """What holds at a level: for a room, for a kind of room, or for the workspace."""

    settings: Settings
    origins: Mapping[str, SettingOrigin]

    @classmethod
    def of(cls, changes: Mapping[Level, Mapping[str, Value]], level: Level) -> Self:
        layers = [(WORKSPACE, SettingOrigin.WORKSPACE)]
        if level.room_kind is not None:
            layers.append((Level(room_kind=level.room_kind), SettingOrigin.ROOM_KIND))
        if level.room_id is not None:
            layers.append((Level(room_id=level.room_id), SettingOrigin.ROOM))
        origins = {name: origin for at, origin in layers for name in changes.get(at, {})}
        return cls(in_force(changes, level), origins)

    def origin(self, name: str) -> SettingOrigin:
        return self.origins.get(name, SettingOrigin.DEFAULT)
