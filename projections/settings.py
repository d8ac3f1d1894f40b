"""The settings as they are now: the workspace's, those of kinds of room, and those of rooms."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from domain.directory.room import RoomKind
from domain.workspace.settings import WORKSPACE, Level, Settings, Value, in_force
from domain.workspace.workspace import Workspace
from projections import change_keys
from projections.engine.queries import Queries
from projections.engine.rows import Row
from projections.engine.table import Table
from projections.engine.view import View, on


class SettingRow(Row, frozen=True):
    """A setting that was set for one room, for one kind of room, or with neither for the workspace."""

    name: str
    room_kind: RoomKind | None
    room_id: UUID | None
    value: Value


class SettingsView(View):
    """Follows what admins change."""

    settings = Table[tuple[str, RoomKind | None, UUID | None], SettingRow](
        "settings", SettingRow, key=("name", "room_kind", "room_id"), announces=lambda _: (change_keys.WORKSPACE,)
    )

    @on(Workspace.SettingChanged)
    def setting_changed(self, workspace: Workspace.SettingChanged) -> None:
        """The value was checked when it was set."""
        self.settings.put(SettingRow(workspace.name, workspace.room_kind, workspace.room_id, workspace.value))

    @on(Workspace.SettingReset, loads=settings.by("name"))
    def setting_reset(self, workspace: Workspace.SettingReset) -> None:
        """What is set one level above applies again."""
        self.settings.remove((workspace.name, workspace.room_kind, workspace.room_id))


def by_level(rows: Iterable[SettingRow]) -> Mapping[Level, Mapping[str, Value]]:
    """What is set, by where it is set."""
    changes: dict[Level, dict[str, Value]] = defaultdict(dict)
    for row in rows:
        changes[Level(row.room_kind, row.room_id)][row.name] = row.value
    return changes


class SettingsQueries(Queries):
    """What is set."""

    async def settings(self, level: Level = WORKSPACE) -> Settings:
        """The settings in force: for a room, name its kind and its id; with neither, the workspace's."""
        return in_force(await self.changes(), level)

    async def changes(self) -> Mapping[Level, Mapping[str, Value]]:
        """What is set, by where it is set; nothing of what is as it was at first."""
        return by_level(await self._rows(SettingRow, SettingsView.sql["all"], {}))
