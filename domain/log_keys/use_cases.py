"""Use cases of whoever operates the log: its origin, and the keys that sign its checkpoints."""

from typing import Unpack

from domain.kernel.errors import InvalidInput
from domain.kernel.ids import LOG_KEY_ID
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import Asked, Decision, UseCases, use_case
from domain.log_keys.log_key import LogKey


def log_key_of(log: Log) -> LogKey | None:
    """None for a log that has no checkpoints yet."""
    return log.look_up(LogKey, LOG_KEY_ID)


class LogKeyUseCases(UseCases):
    """Each answer is empty. All raise InvalidInput."""

    @use_case
    def begin(self, on: Occasion, *, verifier_key: str, **_: Unpack[Asked]) -> Decision:
        """Unless another worker was first."""
        if log_key_of(self.log) is not None:
            return Decision((), ())
        return Decision((), (LogKey.begin(on, verifier_key=verifier_key),))

    @use_case
    def add(self, on: Occasion, *, verifier_key: str, checkpoint: str | None, **_: Unpack[Asked]) -> Decision:
        log_key = self._begun()
        log_key.add(on, verifier_key=verifier_key, checkpoint=checkpoint)
        return Decision((), (log_key,))

    @use_case
    def retire(self, on: Occasion, *, verifier_key: str, lost: bool, **_: Unpack[Asked]) -> Decision:
        log_key = self._begun()
        log_key.retire(on, verifier_key=verifier_key, lost=lost)
        return Decision((), (log_key,))

    @use_case
    def go_on_as_another(self, on: Occasion, *, verifier_key: str, checkpoint: str, **_: Unpack[Asked]) -> Decision:
        log_key = self._begun()
        log_key.go_on_as_another(on, verifier_key=verifier_key, checkpoint=checkpoint)
        return Decision((), (log_key,))

    def _begun(self) -> LogKey:
        log_key = log_key_of(self.log)
        if log_key is None:
            raise InvalidInput("verifier_key", "This log has no key yet: the worker makes the first.")
        return log_key
