"""What the eventsourcing library asks for when PERSISTENCE_MODULE is "event_log"."""

from types import TracebackType
from typing import Any

from eventsourcing.persistence import (
    InfrastructureFactory,
    InfrastructureFactoryError,
    Mapper,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType

from event_log.mapper import FactMapper
from event_log.recorder import Recorder

DATABASE_URL = "DATABASE_URL"


class Factory(InfrastructureFactory[Recorder]):
    """The event log in the database at DATABASE_URL, which has to be migrated. One recorder serves all purposes."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        """Raises InfrastructureFactoryError when the environment doesn't say where the database is."""
        super().__init__(env)
        database_url = self.env.get(DATABASE_URL)
        if not database_url:
            raise InfrastructureFactoryError(f"Set {DATABASE_URL} to the URL of a PostgreSQL database.")
        self._recorder = Recorder(database_url)

    def mapper(
        self,
        transcoder: Transcoder | None = None,  # noqa: ARG002  # the library's signature
        mapper_class: type[Mapper[Any]] | None = None,  # noqa: ARG002  # the library's signature
    ) -> Mapper[Any]:
        """Plain typed JSON, always: facts are written in one way only."""
        return FactMapper(self._recorder.sealer)

    def aggregate_recorder(self, purpose: str = "events") -> Recorder:
        """The log; there is nothing else, so snapshots are refused with InfrastructureFactoryError."""
        if purpose != "events":
            raise InfrastructureFactoryError(f"The event log keeps events only, no {purpose}.")
        return self._recorder

    def application_recorder(self) -> Recorder:
        """The log."""
        return self._recorder

    def tracking_recorder(self, tracking_recorder_class: type[Recorder] | None = None) -> Recorder:  # noqa: ARG002  # the library's signature
        """The log, which knows how far each consumer has come."""
        return self._recorder

    def process_recorder(self) -> Recorder:
        """The log."""
        return self._recorder

    def close(self) -> None:
        """Let go of the database. A second call does nothing."""
        self._recorder.close()

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        """Let go of the database."""
        self.close()
        super().__exit__(exc_type, exc_val, exc_tb)
