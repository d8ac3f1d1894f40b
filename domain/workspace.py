"""The workspace: one installation and its settings."""

from datetime import datetime
from typing import Self

from eventsourcing.domain import AggregateCreated

from domain.aggregate import Root
from domain.facts import Cause, Fact
from domain.ids import WORKSPACE_ID
from domain.settings import Settings, checked


class Workspace(Root):
    """Holds what admins set; everything else takes its settings from here."""

    TOPIC = "ringlog.Workspace"

    class Event(Fact):
        TOPIC = "ringlog.Workspace.Event"

    class Created(Event, AggregateCreated):
        TOPIC = "ringlog.Workspace.Created"

    class SettingChanged(Event):
        TOPIC = "ringlog.Workspace.SettingChanged"
        name: str
        value: bool | int | str | tuple[str, ...]

        def apply(self, workspace: "Workspace") -> None:
            workspace.settings = workspace.settings.having(self.name, self.value)

    def __init__(self) -> None:
        self.settings = Settings()

    @classmethod
    def create(cls, *, at: datetime, cause: Cause) -> Self:
        return cls._create(cls.Created, id=WORKSPACE_ID, timestamp=at, cause=cause)

    def change_setting(self, *, name: str, value: object, at: datetime, cause: Cause) -> None:
        """Raises InvalidInput if there is no such setting or `value` isn't what it may be."""
        new = checked(name, value)
        if self.settings.value(name) != new:
            self.trigger_event(self.SettingChanged, name=name, value=new, timestamp=at, cause=cause)
