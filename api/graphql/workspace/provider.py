"""Providers: what carries the media of calls, and what is offered before one."""

from typing import Self

import strawberry

from api.graphql.core.enums import Capability, RoomKind
from domain.calls.joining import UNMUTED_IN
from domain.workspace import providers
from domain.workspace.providers import PROVIDERS
from domain.workspace.settings import Settings


@strawberry.type(description="A provider carries the media of calls. Offer what its capabilities allow.")
class Provider:
    name: str = strawberry.field(description="The provider's name, as used in settings and in startCall.")
    is_default: bool = strawberry.field(description="Whether the provider carries calls for which none is chosen.")
    capabilities: list[Capability] = strawberry.field(description="What the provider can do.")

    @classmethod
    def of(cls, provider: providers.Provider, settings: Settings) -> Self:
        return cls(
            name=provider.name,
            is_default=provider.name == settings.default_provider,
            capabilities=[capability for capability in Capability if capability in provider.capabilities],
        )


@strawberry.type(description="What to offer a user before they start or join a room's call.")
class Preflight:
    providers: list[Provider] = strawberry.field(description="The providers that a new call may use.")
    microphone: bool = strawberry.field(description="Whether the microphone is on unless the user chooses.")
    camera: bool = strawberry.field(description="Whether the camera is on unless the user chooses.")
    calls_enabled: bool = strawberry.field(description="Whether the settings allow calls to be started here.")


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
