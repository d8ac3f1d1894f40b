"""What tests of whoever destroys keys have in common."""

import threading
from uuid import UUID

import psycopg

from event_log.vault.keys import Keys


class Hurried(threading.Event):
    """Time passes a thousand times as fast for whoever waits until other processes have forgotten a key."""

    def wait(self, timeout: float | None = None) -> bool:
        return super().wait(None if timeout is None else timeout / 1_000)


class Vault:
    """Its keys, as a process sees them that has just started; and a backup of it."""

    def __init__(self, database_url: str) -> None:
        self._connection = psycopg.connect(database_url, autocommit=True)
        for table in ("keys", "identities"):
            self._connection.execute(f"CREATE TABLE IF NOT EXISTS public.{table} AS TABLE vault.{table} WITH NO DATA")

    def keys(self) -> Keys:
        return Keys(lambda query, parameters: self._connection.execute(query, parameters).fetchall())

    def opens(self, *subjects: UUID) -> bool:
        return self.keys().opening(subjects) is not None

    def back_up(self) -> None:
        for table in ("keys", "identities"):
            self._connection.execute(f"INSERT INTO public.{table} SELECT * FROM vault.{table}")

    def put_back(self) -> None:
        for table in ("keys", "identities"):
            self._connection.execute(f"TRUNCATE vault.{table}")
            self._connection.execute(f"INSERT INTO vault.{table} SELECT * FROM public.{table}")

    def close(self) -> None:
        self._connection.close()
