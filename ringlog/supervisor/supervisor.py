"""Runs the roles as processes, and the embedded PostgreSQL under them, until it is asked to stop."""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress

from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from ringlog.postgres.programs import PostgresUnavailable
from ringlog.supervisor.role_process import Backoff, RoleCommand, RoleProcess

LOOK_EVERY = 0.25  # seconds between looks at the database
STOP_WITHIN = 8.0  # seconds that each role has to end cleanly


class Supervisor:
    """`run` starts everything and keeps it running; SIGTERM or SIGINT ends it in order, a second one at once.

    The roles are ended in the order given, the database last: what takes requests goes before what carries them out.
    `say` gets a sentence for people whenever something died.
    """

    def __init__(
        self,
        roles: Sequence[RoleCommand],
        postgres: EmbeddedPostgres | None,
        say: Callable[[str], None],
        *,
        backoff: Backoff | None = None,
        stop_within: float = STOP_WITHIN,
    ) -> None:
        self._commands = roles
        self._postgres = postgres
        self._say = say
        self._backoff = backoff or Backoff()
        self._stop_within = stop_within
        self._stopping = asyncio.Event()
        self._roles: list[RoleProcess] = []

    async def run(self) -> int:
        """The exit code: 0 when asked to stop, else that of the role that refused what it was given.

        Raises PostgresUnavailable if the database can't be started in the first place.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._ask_to_stop)
        lifeline, held = os.pipe()
        self._roles = [RoleProcess(command, lifeline, self._backoff, self._say) for command in self._commands]
        try:
            if self._postgres is not None:
                await asyncio.to_thread(self._postgres.start)
            return await self._run_roles()
        finally:
            if self._postgres is not None:
                await asyncio.to_thread(self._postgres.stop)
            os.close(held)
            os.close(lifeline)

    def _ask_to_stop(self) -> None:
        if self._stopping.is_set():
            for role in self._roles:
                role.kill()
        self._stopping.set()

    async def _run_roles(self) -> int:
        stopping = asyncio.create_task(self._stopping.wait())
        watching = asyncio.create_task(self._watch_database())
        running = [asyncio.create_task(role.keep_running()) for role in self._roles]
        try:
            watched = [] if self._postgres is None else [watching]
            await asyncio.wait([stopping, *watched, *running], return_when=asyncio.FIRST_COMPLETED)
            return max((task.result() for task in running if task.done()), default=0)
        finally:
            self._stopping.set()
            await self._stop_roles(running)
            await watching

    async def _stop_roles(self, running: Sequence[asyncio.Task[int]]) -> None:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for role in self._roles:
            await role.stop(self._stop_within)

    async def _watch_database(self) -> None:
        """Starts a dead database again; while that isn't possible (a full disk), it says so once and goes on trying."""
        said = ""
        while self._postgres is not None and not self._stopping.is_set():
            try:
                if await asyncio.to_thread(self._postgres.ensure_running):
                    self._say("PostgreSQL had died and was started again")
                    said = ""
            except PostgresUnavailable as problem:
                if str(problem) != said:
                    said = str(problem)
                    self._say(said)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), LOOK_EVERY)
