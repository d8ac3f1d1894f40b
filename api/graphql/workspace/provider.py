"""Providers: what carries the media of calls, and what is offered before one."""

from typing import Self

import strawberry

from api.graphql.core.enums import Capability, RoomKind
from domain.calls.joining import UNMUTED_IN
from domain.workspace import providers
from domain.workspace.providers import PROVIDERS
from domain.workspace.settings import Settings


@strawberry.type(description="What carries a call's media; offer what its capabilities allow.")
class Provider:
    name: str = strawberry.field(description="What it is called, in settings and in startCall.")
    is_default: bool = strawberry.field(description="Whether it carries calls for which none was chosen.")
    capabilities: list[Capability] = strawberry.field(description="What it can do.")

    @classmethod
    def of(cls, provider: providers.Provider, settings: Settings) -> Self:
        return cls(
            name=provider.name,
            is_default=provider.name == settings.default_provider,
            capabilities=[capability for capability in Capability if capability in provider.capabilities],
        )


@strawberry.type(description="What to offer before somebody starts or joins a room's call.")
class Preflight:
    providers: list[Provider] = strawberry.field(description="Those that may be chosen for a new call.")
    microphone: bool = strawberry.field(description="Whether the microphone is on, if nothing is said of it.")
    camera: bool = strawberry.field(description="Whether the camera is on, if nothing is said of it.")
    calls_enabled: bool = strawberry.field(description="Whether calls can be started here, as far as settings go.")


def enabled_providers(settings: Settings) -> list[Provider]:
    """In the order of the setting."""
    return [Provider.of(PROVIDERS[name], settings) for name in settings.enabled_providers]


def preflight(kind: RoomKind, settings: Settings) -> Preflight:
    """For a room of this kind with these settings."""
    return Preflight(
        providers=enabled_providers(settings),
        microphone=kind in UNMUTED_IN,
        camera=False,
        calls_enabled=settings.calls_enabled,
    )
