"""The workspace's settings as they are now."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.facts import Fact
from domain.settings import Settings, Value
from domain.workspace import Workspace
from projections import keys
from projections.queries import Queries
from projections.rows import Rows
from projections.view import View, Wanted, on


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting that was changed, maybe back to its default."""

    name: str
    value: Value


class WorkspaceSettings(View):
    """Follows what admins change."""

    def __init__(self) -> None:
        """Nothing in hand yet."""
        self.settings = Rows[str, SettingRow](
            "settings", SettingRow, key=("name",), announces=lambda _: (keys.WORKSPACE,)
        )

    def wanted(self, facts: Sequence[Fact]) -> Wanted:  # noqa: ARG002  # a change needs no look at what was before
        """Nothing."""
        return {}

    @on(Workspace.SettingChanged)
    def setting_changed(self, workspace: Workspace.SettingChanged) -> None:
        """The value was checked when it was set."""
        self.settings.put(SettingRow(workspace.name, workspace.value))


class SettingsQueries(Queries):
    """What is set."""

    async def settings(self) -> Settings:
        """All of them; the default where nothing was ever set."""
        settings = Settings()
        for row in await self._rows(SettingRow, WorkspaceSettings.sql["all"], {}):
            settings = settings.having(row.name, row.value)
        return settings
