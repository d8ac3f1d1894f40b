"""What this log is called, and which keys sign for it: as it is on record, and put on record for a new log."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import uuid4

from domain.kernel.clock import Clock
from domain.kernel.occasion import Cause
from domain.log_keys.log_key import LogKey
from domain.log_keys.use_cases import LogKeyUseCases, log_key_of
from event_log.application import Ringlog
from proof.checkpoints.signers import Signer
from proof.notes.verifier_key import VerifierKey


class Identity(NamedTuple):
    """`former_origins`: what it was called before it was put back."""

    origin: str
    keys: tuple[VerifierKey, ...]
    retired: tuple[VerifierKey, ...]
    former_origins: tuple[str, ...]

    @classmethod
    def of(cls, log_key: LogKey) -> "Identity":
        keys, retired = (tuple(map(VerifierKey.parse, each)) for each in (log_key.keys, log_key.retired))
        return cls(log_key.origin, keys, retired, log_key.former_origins)


class Identities:
    """Looks it up each time, since operators change it."""

    def __init__(self, log: Ringlog, clock: Clock, signer: Signer, new_origin: Callable[[], str]) -> None:
        """`new_origin`: the name for a log that has none, nor a key."""
        self._log = log
        self._log_keys = LogKeyUseCases(log, clock)
        self._signer = signer
        self._new_origin = new_origin

    def get(self) -> Identity:
        """Raises CannotPublish when there is no key to begin with; DomainError."""
        log_key = log_key_of(self._log)
        if log_key is None:
            key = self._signer.first_key(self._new_origin())
            cause = Cause("service:worker", "checkpoints", uuid4(), f"key:{key.id.hex()}")
            self._log_keys.begin(verifier_key=str(key), cause=cause)
            log_key = log_key_of(self._log)
            assert log_key is not None
        return Identity.of(log_key)
