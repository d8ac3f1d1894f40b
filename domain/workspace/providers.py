"""Providers: what carries a call's media, and what it can do."""

from dataclasses import dataclass
from enum import StrEnum


class Capability(StrEnum):
    """What a provider may offer before and in a call."""

    MIC = "mic"
    CAM = "cam"
    SCREEN = "screen"
    TITLE = "title"
    RECORDING = "recording"


@dataclass(frozen=True)
class Provider:
    """Something that carries media; clients offer what its capabilities allow."""

    name: str
    capabilities: frozenset[Capability]


BUILTIN = Provider("builtin", frozenset(Capability))
PROVIDERS = {provider.name: provider for provider in (BUILTIN,)}
