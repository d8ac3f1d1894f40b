"""Whether the ports Ringlog is to use are free, looked at before anything starts."""

import socket
import time

from ringlog.supervisor.lifeline import GRACE
from runtime.config import PREFIX, Config

WAIT = GRACE + 1.0  # seconds; the roles of a killed supervisor may still be ending


class PortTaken(Exception):
    """Another program uses a port; the message says which, and what to do."""


def wait_for_ports(config: Config, *, api: bool, media: bool, within: float = WAIT) -> None:
    """Returns when the roles' ports are free. Raises PortTaken when one isn't `within` seconds.

    A UDP port that only the workspace's settings name isn't known before the database runs.
    """
    deadline = time.monotonic() + within
    if api:
        _wait_for_port("PORT", config.host, config.port, socket.SOCK_STREAM, deadline)
    if media and config.media_udp_port is not None:
        _wait_for_port("MEDIA_UDP_PORT", config.media_host, config.media_udp_port, socket.SOCK_DGRAM, deadline)


def _wait_for_port(setting: str, host: str, port: int, kind: socket.SocketKind, deadline: float) -> None:
    while (problem := _problem(host, port, kind)) is not None:
        if time.monotonic() > deadline:
            raise PortTaken(
                f"{PREFIX}{setting} is {port}, and {host} can't be listened on there ({problem}): "
                "stop the program that uses it, or give another."
            )
        time.sleep(0.1)


def _problem(host: str, port: int, kind: socket.SocketKind) -> str | None:
    """Why the address can't be bound, or None."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=kind)[0]
        with socket.socket(family, kind) as probe:
            if kind is socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        return problem.strerror or str(problem)
    return None
