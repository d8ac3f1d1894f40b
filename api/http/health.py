"""`GET /health`: whether events are recorded and shown, and if not, why."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import class_row, dict_row, tuple_row
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from event_log.sandbox import IS_SANDBOX
from proof.checkpoints.published import QUERIES as CHECKPOINTS
from proof.store import SQL as PROOF
from runtime.presence.database import QUERIES

ANSWER_WITHIN = 1.8  # seconds
TOO_LONG = 10.0  # seconds without a sign of a follower, or that it may be behind
SETTINGS = "-c lock_timeout=1s -c statement_timeout=1500ms"
NEEDED = {
    "views": "keeps the views current",
    "policies": "carries out policies and deadlines",
    "proof": "keeps the tree over the log current",
    "media": "follows the log for media",
}
"""Followers of the log, by name, and what each does."""
NEEDED_IN_SANDBOX = ("views",)
HEARD = {"changes": "tells subscriptions of changes"}


class FollowerHealth(NamedTuple):
    """A follower of the log: the liveliest of its kind. Times in seconds; `behind`: the age of what it lacks.

    trouble: why it doesn't come further, if somebody has to do something about it.
    """

    follower: str
    process: str | None
    position: int | None
    quiet: float | None
    trouble: str | None
    behind: float

    def problem(self) -> str | None:
        """What is wrong with it, in a sentence."""
        does = (NEEDED | HEARD)[self.follower]
        if self.quiet is None:
            return f"Nobody {does}."
        if self.quiet > TOO_LONG:
            return f"Nobody {does}: {self.process} was last heard of {self.quiet:.0f} s ago."
        if self.trouble is not None:
            return f"Whoever {does} stands still: {self.trouble}"
        if self.behind > TOO_LONG:
            return f"Whoever {does} is {self.behind:.0f} s behind."
        return None


class Health:
    """Looks anew whenever somebody asks; those who ask at the same time share the look, so it costs little."""

    def __init__(self, database_url: str, heard: Callable[[], int]) -> None:
        """heard: the position up to which this process has heard of changes."""
        self._database_url = database_url
        self._heard = heard
        self._looking: asyncio.Task[dict[str, Any]] | None = None

    async def answer(self, _: Request) -> Response:
        """200 or 503, within two seconds whatever the database does."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(), name="health")
        found = await asyncio.shield(self._looking)
        return JSONResponse(found, 200 if found["healthy"] else 503)

    async def _look(self) -> dict[str, Any]:
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                return _found(await self._standings())
        except TimeoutError:
            return _unhealthy(f"The database doesn't answer within {ANSWER_WITHIN} s.")
        except (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled) as problem:
            return _unhealthy(f"The database is locked: {problem}")
        except (psycopg.Error, OSError) as problem:
            return _unhealthy(f"The database is out of reach, or records nothing: {problem}")

    async def _standings(self) -> "_Standings":
        """Also tries whether an append would be possible, except in a sandbox, where none is."""
        connect = AsyncConnection.connect(
            self._database_url,
            autocommit=True,
            connect_timeout=2,
            options=SETTINGS,
            row_factory=class_row(FollowerHealth),
        )
        async with await connect as connection:
            proof = connection.cursor(row_factory=tuple_row)
            sandbox = await (await proof.execute(IS_SANDBOX)).fetchone() == (True,)
            if not sandbox:
                await connection.execute(QUERIES["try_to_record"])
            asked = {"needed": list(NEEDED_IN_SANDBOX if sandbox else NEEDED), "heard": self._heard()}
            standings = await (await connection.execute(QUERIES["standings"], asked)).fetchall()
            refused = await (await proof.execute(PROOF["refused"])).fetchone()
            published = connection.cursor(row_factory=dict_row)
            checkpoints = await (await published.execute(CHECKPOINTS["standing"])).fetchone()
        return _Standings(standings, refused[0] if refused else "There is none.", checkpoints, sandbox)


class _Standings(NamedTuple):
    """`refused`: why the tree over the log doesn't grow."""

    followers: Sequence[FollowerHealth]
    refused: str | None
    checkpoints: dict[str, Any] | None
    sandbox: bool


def _found(found: _Standings) -> dict[str, Any]:
    """Checkpoints that aren't published or witnessed are told; events are recorded and shown all the same."""
    problems = [problem for each in found.followers if (problem := each.problem()) is not None]
    if found.refused is not None and not found.sandbox:
        problems.append(f"The tree over the log doesn't grow until an operator decides: {found.refused}")
    health = _unhealthy(" ".join(problems)) if problems else {"healthy": True}
    followers = [each._asdict() for each in found.followers]
    return {**health, "sandbox": found.sandbox, "followers": followers, "checkpoints": found.checkpoints}


def _unhealthy(reason: str) -> dict[str, Any]:
    return {"healthy": False, "reason": reason}
