"""Why a command is refused. Each name states the fact; each instance says it in a sentence; nothing has changed."""


class DomainError(Exception):
    """A command was refused; nothing changed."""

    sentence = "That is not possible."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


# What doesn't exist and what may not be seen answer alike.


class NotFound(DomainError):
    """The thing doesn't exist, or not for the one who asks."""


class UnknownRoom(NotFound):
    sentence = "There is no such room."


class UnknownCall(NotFound):
    sentence = "There is no such call."


class UnknownRing(NotFound):
    sentence = "There is no such ring."


class UnknownThread(NotFound):
    sentence = "There is no such thread."


class InvalidLink(NotFound):
    sentence = "This call link is not valid, or no longer."


class UnknownRecording(NotFound):
    sentence = "There is no such recording."


class UnknownSession(NotFound):
    sentence = "There is no such session in this call."


# Who may.


class NotAllowed(DomainError):
    """The one who asks may see the thing, but not do this."""


class UnknownUser(NotAllowed):
    sentence = "The directory doesn't know this user."


class UserIsDeactivated(NotAllowed):
    sentence = "This user is deactivated."


class NotHost(NotAllowed):
    sentence = "Only the call's host or an admin may do this."


class NotAdmin(NotAllowed):
    sentence = "Only an admin may do this."


class NotService(NotAllowed):
    sentence = "Only a service account may do this."


# What was handed in.


class InvalidInput(DomainError):
    """A value handed in can't be what it has to be; `field` names it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class UnknownCommand(InvalidInput):
    """There is no such slash command; the sentence names the nearest ones."""

    def __init__(self, sentence: str) -> None:
        super().__init__("text", sentence)


class IdempotencyKeyReused(InvalidInput):
    """The key was used before, for something else."""

    def __init__(self) -> None:
        super().__init__("idempotencyKey", "This idempotency key was used before, for another request.")


# What the state of things doesn't permit.


class NotPossibleNow(DomainError):
    """The thing exists and the one who asks may in principle, but not as things stand."""


class RoomIsArchived(NotPossibleNow):
    sentence = "The room is archived."


class RoomIsReadOnly(NotPossibleNow):
    sentence = "The room is read-only."


class CallsAreDisabled(NotPossibleNow):
    sentence = "Calls are turned off in this workspace."


class RoomHasOngoingCall(NotPossibleNow):
    sentence = "The room already has an ongoing call."


class CallAlreadyEnded(NotPossibleNow):
    sentence = "The call has ended."


class CallIsFull(NotPossibleNow):
    sentence = "The call has as many participants as it may have."


class TooManySessions(NotPossibleNow):
    sentence = "You are in this call on ten devices; leave it on one of them."


class AlreadyInAnotherCall(NotPossibleNow):
    sentence = "You are in another call; confirm that you want to leave it."


class ProviderIsDisabled(NotPossibleNow):
    sentence = "This provider is not enabled in the workspace."


class ProviderCannot(NotPossibleNow):
    sentence = "The call's provider doesn't offer that."


class NoCallInRoom(NotPossibleNow):
    sentence = "There is no call in this room; /call start starts one."


class NotInCall(NotPossibleNow):
    sentence = "This user is not in the call."


class RoomDoesNotRing(NotPossibleNow):
    sentence = "Calls in this room ring nobody."


class AlreadyInCall(NotPossibleNow):
    sentence = "This user is in the call already."


class ScreenSharingIsDisabled(NotPossibleNow):
    sentence = "Screen sharing is turned off."


class SettingIsLocked(NotPossibleNow):
    sentence = "The environment of the server says what this setting is."


class RecordingIsDisabled(NotPossibleNow):
    sentence = "Recording is turned off."


class CallIsNotRecorded(NotPossibleNow):
    sentence = "The call is not being recorded."


class SomeoneElseIsSharing(NotPossibleNow):
    sentence = "Someone else is sharing a screen."


class ReactingTooFast(NotPossibleNow):
    sentence = "That are too many reactions; wait a few seconds."


class RingIsOver(NotPossibleNow):
    sentence = "The ring is over."


class RingAnsweredElsewhere(RingIsOver):
    sentence = "The ring was answered on another device."


class MediaIsUnavailable(NotPossibleNow):
    sentence = "No media server is reachable right now; try again in a few seconds."


class ConnectionLost(NotPossibleNow):
    sentence = "The media server has lost this connection; make a new RTCPeerConnection, and offer to replace it."


class SessionTakenOver(NotPossibleNow):
    sentence = "Another client of this device has connected this session since; join again to take it back."


class TryAgain(NotPossibleNow):
    sentence = "Too many people changed this at once; try again."
