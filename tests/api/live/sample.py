"""A small world with just enough in it to be live: boards in rooms, and people who may read them or not."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import msgspec
import psycopg
import strawberry
from graphql import GraphQLError
from starlette.websockets import WebSocket
from strawberry.extensions import ParserCache, QueryDepthLimiter, ValidationCache

from api.live import ChangeFeed, ExecutableSchema, InitRefused, LiveOperation, Scope
from api.live.common_payloads import InCommon

TABLES = """
CREATE TABLE boards (room text PRIMARY KEY, text text NOT NULL);
CREATE TABLE members (room text, reader text, PRIMARY KEY (room, reader));
CREATE SEQUENCE positions;
"""


class Boards:
    """What is written where, and who may read it. Every change notifies in its own transaction, like a view's."""

    def __init__(self, database_url: str) -> None:
        self._connection = psycopg.connect(database_url, autocommit=True)
        self._connection.execute(TABLES)
        self.before_read: Callable[[], None] = lambda: None

    def read(self, room: str) -> str:
        self.before_read()
        row = self._connection.execute("SELECT text FROM boards WHERE room = %s", [room]).fetchone()
        return str(row[0]) if row else ""

    def may_read(self, reader: str, room: str) -> bool:
        found = self._connection.execute("SELECT FROM members WHERE (room, reader) = (%s, %s)", [room, reader])
        return found.fetchone() is not None

    def write(self, room: str, text: str) -> int:
        with self._connection.transaction():
            self._write(room, text)
            return self.notify(f"room:{room}")

    def admit(self, reader: str, room: str) -> int:
        with self._connection.transaction():
            self._connection.execute("INSERT INTO members VALUES (%s, %s)", [room, reader])
            return self.notify(f"access:{reader}")

    def expel_and_write(self, reader: str, room: str, text: str) -> int:
        with self._connection.transaction():
            self._connection.execute("DELETE FROM members WHERE (room, reader) = (%s, %s)", [room, reader])
            self._write(room, text)
            return self.notify(f"room:{room}", f"access:{reader}")

    def notify(self, *keys: str) -> int:
        (position,) = self._connection.execute("SELECT nextval('positions')").fetchone() or (0,)
        payload = msgspec.json.encode({"position": position, "keys": keys}).decode()
        self.notify_raw(payload)
        return int(position)

    def notify_raw(self, payload: str) -> None:
        self._connection.execute("SELECT pg_notify('ringlog_changes', %s)", [payload])

    def break_other_connections(self) -> None:
        """As a restart of the server or of the network between would."""
        self._connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    def other_connections(self) -> int:
        (number,) = self._connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone() or (0,)
        return int(number)

    def close(self) -> None:
        self._connection.close()

    def _write(self, room: str, text: str) -> None:
        self._connection.execute(
            "INSERT INTO boards VALUES (%s, %s) ON CONFLICT (room) DO UPDATE SET text = excluded.text", [room, text]
        )


@dataclass(frozen=True)
class Reader:
    """Whoever is connected."""

    name: str
    expires_at: datetime

    @property
    def who(self) -> str:
        return self.name


async def nothing() -> None:
    """What happens between a question about access and its answer, usually."""


@dataclass
class World:
    """Everything the resolvers work with, and what they did."""

    boards: Boards
    changes: ChangeFeed
    executed: Counter[str] = field(default_factory=Counter)
    asked_scopes: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    lifetime: timedelta = timedelta(hours=1)
    later: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    after_asking: Callable[[], Awaitable[None]] = nothing

    async def authenticate(self, payload: dict[str, Any], _websocket: WebSocket) -> Reader:
        if "reader" not in payload:
            raise InitRefused
        if payload["reader"] == "expired":
            raise InitRefused("the token has expired")
        if payload["reader"] == "broken":
            raise ZeroDivisionError
        if payload["reader"] == "unknown while the database is away":
            raise psycopg.OperationalError
        return Reader(payload["reader"], datetime.now(UTC) + self.lifetime)

    async def scope_of(self, reader: Reader, operation: LiveOperation) -> Scope:
        self.asked_scopes[reader.name] += 1
        access = frozenset({f"access:{reader.name}"})
        if operation.field != "board":
            return Scope("everyone", only_changes=operation.field == "news")
        may_read = self.boards.may_read(reader.name, operation.arguments["room"])
        await self.after_asking()
        if may_read:
            return Scope("members", access)
        if operation.arguments["strict"]:
            raise GraphQLError("There is no such room.")
        return Scope("strangers", access)


@dataclass(frozen=True)
class Context:
    """What a resolver is told: in a shared execution, no reader."""

    world: World
    visibility: Hashable = None
    reader: Reader | None = None


Info = strawberry.Info[Context, None]


@strawberry.type
class Board:
    room: str
    text: str | None

    @strawberry.field
    def length(self, info: Info) -> int:
        """Counts how often it was asked for."""
        info.context.world.executed[self.room] += 1
        return len(self.text or "")

    @strawberry.field
    def broken(self) -> int | None:
        raise ZeroDivisionError("a secret of ours")

    @strawberry.field
    def refused(self) -> int | None:
        raise GraphQLError("not here")

    @strawberry.field
    def itself(self) -> "Board":
        return self


@strawberry.type
class News:
    room: str
    number: int
    in_common: strawberry.Private[InCommon | None] = None

    @strawberry.field
    def text(self, info: Info) -> str | None:
        text = info.context.world.boards.read(self.room)
        if text == "blank":
            raise GraphQLError("not here")
        return text


@strawberry.type
class Number:
    value: int

    @strawberry.field
    def counted(self, info: Info) -> int | None:
        """Counts how often any was asked for."""
        info.context.world.executed["numbers"] += 1
        return self.value

    @strawberry.field
    def text(self, size: int) -> str | None:
        return "x" * size

    @strawberry.field
    async def others(self, count: int) -> "list[Number] | None":
        return [Number(value=number) for number in range(count)]


@strawberry.type
class Query:
    @strawberry.field
    def numbers(self, count: int) -> list[Number]:
        return [Number(value=number) for number in range(count)]

    @strawberry.field
    async def later(self, info: Info) -> bool:
        info.context.world.begun.set()
        return await info.context.world.later.wait()

    @strawberry.field
    def me(self, info: Info) -> str:
        assert info.context.reader is not None
        return info.context.reader.name

    @strawberry.field
    def boom(self) -> str:
        raise ZeroDivisionError("a secret of ours")


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def write(self, info: Info, room: str, text: str) -> bool:
        position = info.context.world.boards.write(room, text)
        return await info.context.world.changes.reached(position, 10)

    @strawberry.mutation
    def fill(self, info: Info, room: str, count: int) -> list[Number]:
        info.context.world.boards.write(room, "filled")
        return [Number(value=number) for number in range(count)]

    @strawberry.mutation
    async def write_later(self, info: Info, room: str, text: str) -> bool:
        info.context.world.begun.set()
        await info.context.world.later.wait()
        info.context.world.boards.write(room, text)
        return True


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def board(
        self,
        info: Info,
        room: str,
        strict: bool = False,  # noqa: ARG002 - scope_of looks at it
    ) -> AsyncGenerator[Board, None]:
        world, visible = info.context.world, info.context.visibility == "members"
        assert info.context.reader is None
        try:
            async with world.changes.watch({f"room:{room}"}) as changed:
                yield Board(room=room, text=world.boards.read(room) if visible else None)
                async for _ in changed:
                    yield Board(room=room, text=world.boards.read(room) if visible else None)
        finally:
            world.closed[room] += 1

    @strawberry.subscription
    async def news(self, info: Info, room: str) -> AsyncGenerator[News, None]:
        """The same for all readers, of whom each has an execution of their own."""
        world = info.context.world
        async with world.changes.watch({f"room:{room}"}) as changed:
            yield News(room=room, number=0)
            numbers = count(1)
            async for _ in changed:
                common = InCommon((room, world.changes.position), partial(Context, world))
                yield News(room=room, number=next(numbers), in_common=common)

    @strawberry.subscription
    def closed_today(self) -> AsyncGenerator[int, None]:
        raise GraphQLError("not today")

    @strawberry.subscription
    async def countdown(self, start: int, fail: bool = False) -> AsyncGenerator[int, None]:
        for number in range(start, 0, -1):
            yield number
        if fail:
            raise ZeroDivisionError("a secret of ours")


schema = ExecutableSchema(
    Query, Mutation, Subscription, extensions=[ParserCache, ValidationCache, lambda: QueryDepthLimiter(max_depth=5)]
)
