"""The roles as processes: what each runs, until SIGTERM or SIGINT. Each loads only its own part of Ringlog.

They raise TaskEnded when a task of theirs ended before they did.
"""

import asyncio
import gc
import signal
import sys
import threading
from collections.abc import Callable, Coroutine
from functools import partial

from event_log.sandbox import is_sandbox
from event_log.vault.unlocking import unlock
from ringlog.forced_exit import exit_by_force_after
from runtime.config import Config
from runtime.migrations import migrate

SIGNALS = (signal.SIGTERM, signal.SIGINT)
BETWEEN_LOOKS = 10_000  # objects made and not yet gone, until the next look for cyclic garbage; by default 700


def run_api(config: Config, *, demo: bool = False) -> None:
    """Answer GraphQL. In a sandbox nobody was made for a demo."""
    from api.http.server import ApiProcess
    from ringlog.demo import offered_users

    async def run(stop: asyncio.Event) -> None:
        offered = demo and not is_sandbox(_url(config))
        await ApiProcess(config, partial(offered_users, config) if offered else None).run(stop)

    _run_async(config, run)


def run_media(config: Config) -> None:
    """Forward media; in a sandbox nobody calls, and this waits for its end."""
    from media.node.process import MediaProcess

    async def run(stop: asyncio.Event) -> None:
        if is_sandbox(_url(config)):
            await stop.wait()
        else:
            await MediaProcess(config).run(stop)

    _run_async(config, run)


def run_worker(config: Config) -> None:
    """Project, carry out policies and deadlines, delete what was kept long enough, and publish checkpoints.

    Raises PolicyUnusable.
    """
    from domain.kernel.clock import system_clock
    from runtime.log_checkpoints import checkpointing
    from runtime.storage.storage import open_storage
    from worker.process import WorkerProcess

    stop = threading.Event()

    def end(*_: object) -> None:
        stop.set()
        exit_by_force_after()

    for number in SIGNALS:
        signal.signal(number, end)
    try:
        how = checkpointing(config)
        WorkerProcess(_prepared(config), system_clock, open_storage(config), how).run(stop)
    finally:
        exit_by_force_after()


def _run_async(config: Config, run: Callable[[asyncio.Event], Coroutine[None, None, None]]) -> None:
    async def until_signalled() -> None:
        stop = asyncio.Event()
        for number in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        ending = asyncio.create_task(_end_soon_after(stop))
        try:
            await run(stop)
        finally:
            ending.cancel()

    _prepared(config)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(until_signalled())


async def _end_soon_after(stop: asyncio.Event) -> None:
    await stop.wait()
    exit_by_force_after()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Sockets cost less on uvloop, where it exists."""
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


def _prepared(config: Config) -> str:
    """The URL of the database, brought up to date.

    What is loaded by now stays for ever: the garbage collector is told, as looking through the api's modules alone took
    73 ms, in which nothing would be delivered. It looks more seldom, too: a query of a call took a sixth longer before.
    """
    database_url = _url(config)
    migrate(database_url)
    unlock(database_url, config.master_key_file())
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_LOOKS)
    return database_url


def _url(config: Config) -> str:
    assert config.database_url is not None
    return config.database_url
