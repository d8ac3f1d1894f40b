"""Where a media process takes its orders, and at which address it says that it does."""

import os
import socket
from ipaddress import ip_address
from typing import Any

from psycopg import Connection

from media.sfu.transport.addresses import own_addresses
from runtime.config import Config
from runtime.media_addresses import CannotListen


def control_listener(config: Config) -> socket.socket:
    """The TCP socket for orders. Raises CannotListen."""
    host, port = config.media_control_host, config.media_control_port
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as problem:
        raise CannotListen(
            f"Orders can't be taken on TCP port {port} of {host} ({problem.strerror or problem}): "
            "change RINGLOG_MEDIA_CONTROL_PORT or RINGLOG_MEDIA_CONTROL_HOST."
        ) from problem


def towards_database(connection: Connection[Any]) -> str | None:
    """The address of this end of a connection to the database; None if that is a Unix socket."""
    with socket.socket(fileno=os.dup(connection.fileno())) as dup:
        return None if dup.family == socket.AF_UNIX else str(dup.getsockname()[0])


def control_host(config: Config, bound: str, database_side: str | None) -> str:
    """Where the API reaches a control server that is bound to an address; `database_side` is from `towards_database`.

    One that is bound to every address is reached like a machine that uses the database: on the network towards that.
    """
    if config.media_control_advertised_host is not None:
        return config.media_control_advertised_host
    if not ip_address(bound).is_unspecified:
        return bound
    return database_side if database_side and not is_loopback(database_side) else own_addresses(bound)[0]


def reached_by_nobody_else(advertised: str, database_side: str | None) -> str | None:
    """What to warn of: orders are taken from this machine only, but the database is on another one."""
    if not is_loopback(advertised) or database_side is None or is_loopback(database_side):
        return None
    return (
        f"Orders are taken at {advertised}, from API processes on this machine alone, but the database is on another "
        "machine. If API processes are too, set RINGLOG_MEDIA_CONTROL_HOST to this machine's address, or to 0.0.0.0."
    )


def control_url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_loopback(host: str) -> bool:
    """Also of a name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
