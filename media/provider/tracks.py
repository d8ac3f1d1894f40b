"""What peers send and receive."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class TrackKind(StrEnum):
    """What a published track carries."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen_audio"


VIDEO = frozenset({TrackKind.CAMERA, TrackKind.SCREEN})


@dataclass(frozen=True, slots=True)
class ReceivedTrack:
    """One media section of an answer, and whose track will arrive on it."""

    mid: str
    publisher_id: UUID
    track_id: UUID
    kind: TrackKind
