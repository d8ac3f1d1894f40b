"""Why a command is refused. Each name states the fact; each instance says it in a sentence; nothing has changed."""

import uuid


class DomainError(Exception):
    """A command was refused; nothing changed."""

    sentence = "That is not possible."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


# What doesn't exist and what may not be seen answer alike.


class NotFound(DomainError):
    """The object doesn't exist, or the viewer may not see it."""


class UnknownRoom(NotFound):
    sentence = "There is no such room."


class UnknownCall(NotFound):
    sentence = "There is no such call."


class UnknownRing(NotFound):
    sentence = "There is no such ring."


class UnknownThread(NotFound):
    sentence = "There is no such thread."


class UnknownMessage(NotFound):
    sentence = "There is no such message in this call."


class InvalidLink(NotFound):
    sentence = "This call link is not valid, or no longer valid."


class UnknownRecording(NotFound):
    sentence = "There is no such recording."


class UnknownSession(NotFound):
    sentence = "There is no such session in this call."


class UnknownHold(NotFound):
    sentence = "There is no such hold, or it was released."


class UnknownErasure(NotFound):
    sentence = "There is no such erasure."


# Who may.


class NotAllowed(DomainError):
    """The viewer may see the object, but not do this."""


class UnknownUser(NotAllowed):
    sentence = "The directory doesn't know this user."


class UserIsDeactivated(NotAllowed):
    sentence = "This user is deactivated."


class PersonIsErased(NotAllowed):
    sentence = "This user was erased; what is about them can't be recorded any more."


class LogIsReadOnly(NotAllowed):
    sentence = "This is a sandbox, in which a log is only looked at: nothing can be changed in it."


class NotHost(NotAllowed):
    sentence = "Only the call's host or an admin may do this."


class NotAdmin(NotAllowed):
    sentence = "Only an admin may do this."


class NotService(NotAllowed):
    sentence = "Only a service account may do this."


# What was handed in.


class InvalidInput(DomainError):
    """A value of the input can't be used; `path` leads to it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.path: tuple[str | int, ...] = (field,)


class UnknownCommand(InvalidInput):
    """There is no such slash command; the message names the nearest ones."""

    def __init__(self, sentence: str) -> None:
        super().__init__("text", sentence)


class IdempotencyKeyReused(InvalidInput):
    sentence = "This idempotency key was used before, for another request."

    def __init__(self) -> None:
        super().__init__("idempotency key", self.sentence)


# What the state of things doesn't permit.


class NotPossibleNow(DomainError):
    """The viewer may do this in principle, but it is not possible as things stand."""


class ErasureHasBegun(NotPossibleNow):
    sentence = "This erasure has begun: there is no way back."


class RoomIsArchived(NotPossibleNow):
    sentence = "The room is archived."


class RoomIsReadOnly(NotPossibleNow):
    sentence = "The room is read-only."


class CallsAreDisabled(NotPossibleNow):
    sentence = "Calls are turned off in this room."


class RoomHasOngoingCall(NotPossibleNow):
    sentence = "The room already has an ongoing call."


class CallAlreadyEnded(NotPossibleNow):
    sentence = "The call has ended."


class CallIsFull(NotPossibleNow):
    sentence = "The call has as many participants as it may have."


class TooManySessions(NotPossibleNow):
    sentence = "You are in this call on ten devices; leave it on one of them."


class AlreadyInAnotherCall(NotPossibleNow):
    """`call_ids`: the calls to leave."""

    sentence = "You are in another call; confirm that you want to leave it."

    def __init__(self, call_ids: tuple[uuid.UUID, ...]) -> None:
        super().__init__()
        self.call_ids = call_ids


class ProviderIsDisabled(NotPossibleNow):
    sentence = "This provider is not enabled in the workspace."


class ProviderCannot(NotPossibleNow):
    sentence = "The call's provider can't do this."


class NoCallInRoom(NotPossibleNow):
    sentence = "There is no call in this room; /call start starts one."


class NotInCall(NotPossibleNow):
    sentence = "This user is not in the call."


class RoomDoesNotRing(NotPossibleNow):
    sentence = "Calls in this room don't ring."


class AlreadyInCall(NotPossibleNow):
    sentence = "This user is already in the call."


class ScreenSharingIsDisabled(NotPossibleNow):
    sentence = "Screen sharing is turned off."


class SettingIsLocked(NotPossibleNow):
    sentence = "The server's environment fixes this setting."


class RecordingIsDisabled(NotPossibleNow):
    sentence = "Recording is turned off."


class CallIsNotRecorded(NotPossibleNow):
    sentence = "The call is not being recorded."


class TextsExpired(NotPossibleNow):
    sentence = "What was written in this call was kept for as long as texts are, and is gone: nothing can be added."


class SomeoneElseIsSharing(NotPossibleNow):
    sentence = "Someone else is sharing a screen."


class ReactingTooFast(NotPossibleNow):
    sentence = "You have reacted too often; wait a few seconds."


class RingIsOver(NotPossibleNow):
    sentence = "The ring is over."


class RingAnsweredElsewhere(RingIsOver):
    sentence = "The ring was answered on another device."


class MediaIsUnavailable(NotPossibleNow):
    sentence = "No media server can be reached right now; try again in a few seconds."


class ConnectionLost(NotPossibleNow):
    sentence = "The media server has lost this connection; make a new RTCPeerConnection, and offer to replace it."


class SessionTakenOver(NotPossibleNow):
    sentence = "Another client of this device has taken this session over; join again to take it back."


class TryAgain(NotPossibleNow):
    sentence = "Too many people changed this at once; try again."
