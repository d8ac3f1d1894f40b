"""What `ringlog serve` says once it can be used: its addresses, and with a demo, rooms and tokens to try it with."""

import asyncio
import sys
from ipaddress import ip_address

import typer

from api.http.web_app.built_files import BUILT, is_built
from runtime.config import Config


async def announce(config: Config, *, api: bool, media: bool, demo: bool) -> None:
    """Wait until the roles that were started can be reached, then say where."""
    lines = []
    if api:
        host = _reached_at(config.host)
        await _answer(host, config.port)
        address = f"[{host}]:{config.port}" if ":" in host else f"{host}:{config.port}"
        lines += [f"Screens        http://{address}/{'' if is_built(BUILT) else ' says how they are built'}"]
        lines += [f"GraphQL        http://{address}/graphql"]
        lines += [f"Subscriptions  ws://{address}/graphql (graphql-transport-ws)"]
    sandbox = api and await asyncio.to_thread(_in_sandbox, config)
    if sandbox:
        lines += ["Sandbox        nothing is changed here: no deadlines, no media, no checkpoints"]
    elif api and media:  # when the api answers, there is a database that says where the media is
        lines += [await asyncio.to_thread(_media, config)]
    lines += [f"Data           {config.data_folder}"]
    if demo and sandbox:
        lines += ["Demo           there is none in a sandbox"]
    lines += await asyncio.to_thread(_demo, config) if demo and not sandbox else ["A token        ringlog token USER"]
    typer.echo("\n".join(lines))
    sys.stdout.flush()


def _media(config: Config) -> str:
    from domain.workspace.use_cases import settings_of
    from event_log.application import Ringlog
    from runtime.media_addresses import media_settings  # and with it, like the demo, what the supervisor doesn't need

    assert config.database_url is not None
    with Ringlog(env={"DATABASE_URL": config.database_url}) as log:
        settings = media_settings(config, settings_of(log))
    return f"Media          UDP port {settings.udp_port} on {', '.join(settings.ice_hosts) or settings.listen_host}"


def _in_sandbox(config: Config) -> bool:
    from event_log.sandbox import is_sandbox

    assert config.database_url is not None
    return is_sandbox(config.database_url)


def _demo(config: Config) -> list[str]:
    from event_log.vault.unlocking import unlock
    from ringlog import demo  # most of the write side, which the supervisor doesn't need otherwise

    assert config.database_url is not None
    unlock(config.database_url, config.master_key_file())
    demo.set_up(config)
    lines = ["", "Demo rooms"]
    for room in demo.ROOMS:
        kind = room.kind.value.replace("_", "-")
        lines.append(f"  {room.external_id:<10} {kind:<13} {', '.join(room.members or ())}")
    lines += ["", f"Bearer tokens of the demo's users, for {demo.DAYS} days"]
    lines += [f"  {user.external_id:<10} {user.role.value:<13} {token}" for user, token in demo.tokens(config)]
    return lines


def _reached_at(host: str) -> str:
    """Where this machine reaches what listens there; every interface is an address too."""
    try:
        return "127.0.0.1" if ip_address(host).is_unspecified else host
    except ValueError:
        return host


async def _answer(host: str, port: int) -> None:
    """Returns when something listens there."""
    while True:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
