"""The settings in force somewhere, each with where it was set."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from domain.workspace.settings import Level, Settings, Value, as_named_now, in_force, layers


class SettingOrigin(StrEnum):
    """Where a setting that is in force was set."""

    DEFAULT = "default"
    WORKSPACE = "workspace"
    ROOM_KIND = "room_kind"
    ROOM = "room"
    ENVIRONMENT = "environment"


@dataclass(frozen=True)
class SettingsThere:
    """What holds at a level: for a room, for a kind of room, or for the workspace."""

    settings: Settings
    origins: Mapping[str, SettingOrigin]

    @classmethod
    def of(cls, changes: Mapping[Level, Mapping[str, Value]], level: Level) -> Self:
        origins = {name: _origin(layer) for layer in layers(level) for name in as_named_now(changes.get(layer, {}))}
        return cls(in_force(changes, level), origins)

    def origin(self, name: str) -> SettingOrigin:
        return self.origins.get(name, SettingOrigin.DEFAULT)


def _origin(layer: Level) -> SettingOrigin:
    if layer.room_id is not None:
        return SettingOrigin.ROOM
    return SettingOrigin.WORKSPACE if layer.room_kind is None else SettingOrigin.ROOM_KIND
