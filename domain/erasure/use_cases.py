"""Use cases of admins, here and on the command line: to erase a person, and to hold what may not be destroyed."""

from typing import Unpack
from uuid import UUID, uuid4

from domain.calls.call import Call
from domain.directory.room import Room
from domain.directory.user import User
from domain.erasure.erasure import Erasure
from domain.erasure.legal_holds import LegalHolds, Scope, ScopeKind
from domain.kernel.errors import (
    NotAdmin,
    PersonIsErased,
    TextsExpired,
    UnknownCall,
    UnknownErasure,
    UnknownHold,
    UnknownRecording,
    UnknownRoom,
    UnknownUser,
)
from domain.kernel.ids import LEGAL_HOLDS_ID, erasure_id, expiry_id, recorder_id
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import Asked, Decision, UseCases, use_case
from domain.recordings.call_recorder import CallRecorder
from domain.recordings.recording import Recording
from domain.retention.expiry import Expiry

NOTHING_LEFT = (
    "This call's texts and recordings were kept for as long as the settings say, and are gone. "
    "Hold the people who were in it, if it is about them."
)


class ErasureUseCases(UseCases):
    """All raise NotAdmin. `by`: the admin; None on the command line."""

    @use_case
    def request(
        self, on: Occasion, *, person_id: UUID, case: str | None, by: UUID | None, admin: bool, **_: Unpack[Asked]
    ) -> Decision:
        """Have a person erased as soon as no hold forbids it. The answer is (erasure id,), also the second time.

        One that was withdrawn is requested again.
        Raises UnknownUser, InvalidInput.
        """
        _require(admin)
        erasure = self.log.look_up(Erasure, erasure_id(person_id))
        if erasure is not None:
            erasure.request_again(on, requested_by=by, case=case)
            return Decision((erasure.id,), (erasure,))
        self.log.find(User, person_id, UnknownUser)
        erasure = Erasure.request(on, person_id=person_id, requested_by=by, case=case)
        return Decision((erasure.id,), (erasure,))

    @use_case
    def withdraw(self, on: Occasion, *, erasure_id: UUID, by: UUID | None, admin: bool, **_: Unpack[Asked]) -> Decision:
        """Have nobody erased after all. The answer is (erasure id,). Raises UnknownErasure, ErasureHasBegun."""
        _require(admin)
        erasure = self.log.find(Erasure, erasure_id, UnknownErasure)
        erasure.withdraw(on, withdrawn_by=by)
        return Decision((erasure.id,), (erasure,))

    @use_case
    def place_hold(
        self, on: Occasion, *, scope: Scope, case: str, by: UUID | None, admin: bool, **_: Unpack[Asked]
    ) -> Decision:
        """Forbid that anything of a person, room or call is destroyed. The answer is (hold id,).

        Raises UnknownUser, UnknownRoom, UnknownCall, InvalidInput; PersonIsErased, TextsExpired as nothing is left to
        be held.
        """
        _require(admin)
        register = register_of_holds(self.log, on)  # first: if anything is destroyed from here on, this is done again
        self._require_there(scope)
        hold_id = register.place(on, hold_id=uuid4(), scope=scope, case=case, placed_by=by)
        return Decision((hold_id,), _changed(register, LegalHolds.Placed))

    @use_case
    def release_hold(
        self, on: Occasion, *, hold_id: UUID, by: UUID | None, admin: bool, **_: Unpack[Asked]
    ) -> Decision:
        """What waited for it goes on. The answer is (hold id,). Raises UnknownHold."""
        _require(admin)
        register = self.log.find(LegalHolds, LEGAL_HOLDS_ID, UnknownHold)
        register.release(on, hold_id=hold_id, released_by=by)
        return Decision((hold_id,), (register,))

    def _require_there(self, scope: Scope) -> None:
        match scope.kind:
            case ScopeKind.PERSON:
                if self.log.find(User, scope.id, UnknownUser).erased:
                    raise PersonIsErased("This user was erased: there is nothing left to hold.")
            case ScopeKind.ROOM:
                self.log.find(Room, scope.id, UnknownRoom)
            case ScopeKind.CALL:
                self.log.find(Call, scope.id, UnknownCall)
                require_something_left(self.log, scope.id)


def require_something_left(log: Log, call_id: UUID) -> None:
    """Raises TextsExpired if what was written in a call is gone, and it has no recording that isn't."""
    if log.look_up(Expiry, expiry_id(call_id)) is None:
        return
    engaged = (f for f in log.newest_first(recorder_id(call_id)) if isinstance(f, CallRecorder.Engaged))
    recordings = (log.find(Recording, fact.recording_id, UnknownRecording) for fact in engaged)
    if not any(is_left(log, recording) for recording in recordings):
        raise TextsExpired(NOTHING_LEFT)


def is_left(log: Log, recording: Recording) -> bool:
    """Whether there is a file, or will be one, that isn't about to be destroyed."""
    there = recording.has_file or not recording.is_over
    return there and log.look_up(Expiry, expiry_id(recording.id)) is None


def register_of_holds(log: Log, on: Occasion) -> LegalHolds:
    """As recorded; a new one, if there never was a hold or a destruction."""
    return log.look_up(LegalHolds, LEGAL_HOLDS_ID) or LegalHolds.open(on)


def _changed(register: LegalHolds, fact: type[LegalHolds.Event]) -> tuple[LegalHolds, ...]:
    return (register,) if any(isinstance(pending, fact) for pending in register.pending_events) else ()


def _require(admin: bool) -> None:
    if not admin:
        raise NotAdmin
