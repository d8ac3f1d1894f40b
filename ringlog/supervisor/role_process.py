"""One role as a process of its own: started, started again when it dies, ended when asked."""

import asyncio
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

REFUSED = 2  # exit code of a program that can't work with what it was given, however often it is started


@dataclass(frozen=True)
class RoleCommand:
    """What runs a role: a name for people, the command, and its whole environment."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Backoff:
    """How long to wait, in seconds, before a process that keeps dying is started again: doubling, up to a limit."""

    first: float = 0.2
    longest: float = 10.0
    forgotten_after: float = 30.0

    def after(self, previous: float, ran_for: float) -> float:
        """The next wait, given the one before and how long the process then ran."""
        if previous == 0.0 or ran_for >= self.forgotten_after:
            return self.first
        return min(previous * 2, self.longest)


class RoleProcess:
    """Keeps one command running. `lifeline` becomes its standard input (ringlog/supervisor/lifeline.py)."""

    def __init__(self, role: RoleCommand, lifeline: int, backoff: Backoff, say: Callable[[str], None]) -> None:
        self.name = role.name
        self._role = role
        self._lifeline = lifeline
        self._backoff = backoff
        self._say = say
        self._process: asyncio.subprocess.Process | None = None

    async def keep_running(self) -> int:
        """Returns only when the command refuses what it was given, with its exit code."""
        wait = 0.0
        while True:
            started = time.monotonic()
            code = await (await self._start()).wait()
            if code == REFUSED:
                return code
            wait = self._backoff.after(wait, time.monotonic() - started)
            self._say(f"{self.name} {_ending(code)}; it is started again in {wait:g} s")
            await asyncio.sleep(wait)

    async def stop(self, within: float) -> None:
        """Asks the command to end, and kills it when it hasn't `within` seconds. Nothing may keep it running now."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), within)
        except TimeoutError:
            self._say(f"{self.name} did not end within {within:g} s and is killed")
            self.kill()
            await process.wait()

    def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _start(self) -> asyncio.subprocess.Process:
        """In a session of its own, so that Ctrl-C reaches only the supervisor, which ends the roles in order."""
        self._process = await asyncio.create_subprocess_exec(
            *self._role.command, env=self._role.environment, stdin=self._lifeline, start_new_session=True
        )
        return self._process


def _ending(code: int) -> str:
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
