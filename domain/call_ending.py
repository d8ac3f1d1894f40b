"""When a call ends by itself because of how few are in it."""

from domain.call_terms import CallKind, CallState, EndReason
from domain.settings import Settings


def ending_due(kind: CallKind, state: CallState, present: int, settings: Settings) -> tuple[EndReason | None, int]:
    """Why the call has to end after how many seconds, with so many participants present; (None, 0) if it goes on."""
    if kind is CallKind.DIRECT:
        enough = 1 if state is CallState.CALLING else 2
        return (EndReason.HUNG_UP, settings.direct_grace) if present < enough else (None, 0)
    if present == 0:
        return EndReason.HUNG_UP, settings.conference_grace
    if present == 1 and settings.alone_timeout:
        return EndReason.ALONE, settings.alone_timeout
    return None, 0
