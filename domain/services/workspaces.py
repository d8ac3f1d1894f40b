"""Use cases of the workspace."""

from domain.application import Ringlog
from domain.errors import NotAdmin
from domain.facts import Cause
from domain.ids import WORKSPACE_ID
from domain.services.use_case import Decision, Done, RequestKey, UseCases
from domain.settings import Settings
from domain.workspace import Workspace


def settings_of(log: Ringlog) -> Settings:
    """The settings in force; the defaults until one was changed."""
    workspace = log.look_up(Workspace, WORKSPACE_ID)
    return Settings() if workspace is None else workspace.settings


class Workspaces(UseCases):
    """Changing what admins may change."""

    def change_setting(
        self, *, name: str, value: object, admin: bool, cause: Cause, key: RequestKey | None = None
    ) -> Done:
        """Raises NotAdmin, or InvalidInput that says what the setting may be."""

        def decide() -> Decision:
            if not admin:
                raise NotAdmin
            at = self.clock()
            workspace = self.log.look_up(Workspace, WORKSPACE_ID) or Workspace.create(at=at, cause=cause)
            workspace.change_setting(name=name, value=value, at=at, cause=cause)
            return Decision((WORKSPACE_ID,), (workspace,))

        return self._perform(decide, cause, key)
