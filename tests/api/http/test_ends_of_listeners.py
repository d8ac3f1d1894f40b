"""An API process whose listener has ended, for whatever reason, ends: it would show what was and never what is."""

import asyncio
import socket
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.http.server import ApiProcess
from runtime.config import Config
from runtime.role_tasks import TaskEnded
from tests.patience import eventually_async
from tests.system.running import free_port


@pytest.mark.parametrize("listener", ["changes", "speakers"])
async def test_a_listener_that_ends_ends_the_api(listener: str, database_url: str, tmp_path: Path) -> None:
    config = Config(
        database_url=database_url,
        data_folder=tmp_path,
        jwt_key=SecretStr("a secret of at least thirty-two bytes"),
        port=free_port(socket.SOCK_STREAM),
    )
    running = asyncio.create_task(ApiProcess(config).run(asyncio.Event()))
    await eventually_async(lambda: of_name(listener))
    of_name(listener)[0].cancel()
    with pytest.raises(TaskEnded, match=f"the listener for {listener} has ended by itself"):
        await running


def of_name(name: str) -> list[asyncio.Task[object]]:
    return [task for task in asyncio.all_tasks() if task.get_name() == name]
