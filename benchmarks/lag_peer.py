"""The same in the eventsourcing library: rooms with names, a materialised view of them, and who is told of changes."""

from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL

CHANNEL = "peer_changes"


class NamedRoom(Aggregate):
    """A room that has a name."""

    def __init__(self, name: str) -> None:
        self.name = name

    class Renamed(Aggregate.Event):
        name: str

    @event(Renamed)
    def rename(self, name: str) -> None:
        self.name = name


class NamedRooms(Application[UUID]):
    """The library's application, with its default settings."""


class RoomNames(PostgresTrackingRecorder):
    """The names, with the tracking, in one transaction."""

    def __init__(self, datastore: PostgresDatastore, **kwargs: Any) -> None:
        super().__init__(datastore, **kwargs)
        self.sql_create_statements.append(
            SQL("CREATE TABLE IF NOT EXISTS room_names (id uuid PRIMARY KEY, name text NOT NULL)").format()
        )

    def rename(self, id_: UUID, name: str, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "INSERT INTO room_names VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                (id_, name),
            )
            cursor.execute("SELECT pg_notify(%s, %s)", (CHANNEL, str(tracking.notification_id)))


class RoomNamesProjection(Projection[RoomNames]):
    """The library's projection: it is handed one event at a time."""

    @singledispatchmethod
    def process_event(self, domain_event: object, tracking: Tracking) -> None:
        """Whatever else happens."""

    @process_event.register
    def renamed(self, domain_event: NamedRoom.Renamed, tracking: Tracking) -> None:
        self.view.rename(domain_event.originator_id, domain_event.name, tracking)


def environment(database_url: str) -> dict[str, str]:
    """What the library reads its settings from; nothing but where the database is."""
    info = conninfo_to_dict(database_url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(info["dbname"]),
        "POSTGRES_HOST": str(info["host"]),
        "POSTGRES_PORT": str(info["port"]),
        "POSTGRES_USER": str(info["user"]),
        "POSTGRES_PASSWORD": "",
    }


def project(database_url: str) -> None:
    """Until the process is ended."""
    runner: Any = ProjectionRunner(
        application_class=NamedRooms,
        projection_class=RoomNamesProjection,
        view_class=RoomNames,
        env=environment(database_url),
    )
    with runner:
        runner.run_forever()
