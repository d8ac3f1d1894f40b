"""How a provider refuses."""

from media.provider.tracks import TrackKind


class MediaError(Exception):
    """The media server refused; nothing changed."""


class OfferRefused(MediaError):
    """The offer cannot be answered; `reason` says why, in a sentence for the client's developer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KindNotAllowed(OfferRefused):
    """The offer sends what this peer may not send."""

    def __init__(self, kind: TrackKind) -> None:
        super().__init__(f"Sending the {kind} is not allowed.")
        self.kind = kind


class UnknownSection(OfferRefused):
    """What is said of the offer's sections is about one that it doesn't have."""


class WantedRefused(OfferRefused):
    """What is wanted on the offer's sections can't be: there is no such section, or it can't carry that track."""


class NoSuchPeer(MediaError):
    """No peer has this id, or no longer."""


class NoSuchConnection(MediaError):
    """The peer's connection that an offer names isn't here: it was never made here, is over, or was replaced."""
