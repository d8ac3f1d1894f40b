"""A world with a few people and rooms, made the way a chat product makes them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr

from api.access.tokens import Role
from runtime.config import Config
from tests.api.world import SECRET, World, living_world

PEOPLE = ("ada", "grace", "alan", "root", "iris")
ROOMS = {
    "ada-grace": ("DIRECT", "Ada, Grace", ["ada", "grace"]),
    "general": ("CHANNEL", "General", ["ada", "grace", "alan"]),
    "attic": ("CHANNEL", "Attic", ["alan"]),
}


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    return Config(database_url=database_url, data_folder=tmp_path, jwt_key=SecretStr(SECRET))


@pytest_asyncio.fixture
async def world(config: Config) -> AsyncIterator[World]:
    async with living_world(config) as world:
        users = [{"externalId": name, "name": name.title()} for name in PEOPLE]
        users.append({"externalId": "gus", "name": "Gus", "kind": "GUEST"})
        rooms = [
            {"externalId": id_, "kind": kind, "name": name, "memberExternalIds": members}
            for id_, (kind, name, members) in ROOMS.items()
        ]
        service: dict[str, Any] = {"by": "chat", "role": Role.SERVICE}
        assert "code" not in await world.change("upsertUsers { userIds }", **service, users=users)
        assert "code" not in await world.change("upsertRooms { roomIds }", **service, rooms=rooms)
        yield world
