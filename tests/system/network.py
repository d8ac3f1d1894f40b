"""A host of a test's own, one hop away: Firefox makes no connection to 127.0.0.1."""

import ctypes
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from ipaddress import IPv4Address
from itertools import count
from types import TracebackType
from typing import Self

import pytest

NETWORKS = IPv4Address("198.18.0.0")  # and 131,071 more, for tests of networks (RFC 2544)
_NUMBERS = count()  # since one process may have several, eight at most
NEW_NETWORK = 0x40000000  # CLONE_NEWNET, of <sched.h>


class Host:
    """A network namespace and a cable to it; a context manager. Needs root."""

    def __init__(self) -> None:
        number = next(_NUMBERS)
        self._name = f"ringlog-{os.getpid()}-{number}"
        self._cable = f"rl{os.getpid()}-{number}"  # of at most 15 characters
        network = NETWORKS + 4 * ((8 * os.getpid() + number) % (1 << 15))
        self.near, self._far = str(network + 1), str(network + 2)

    def __enter__(self) -> Self:
        _ip("netns", "add", self._name)
        _ip("link", "add", self._cable, "type", "veth", "peer", "name", "eth0", "netns", self._name)
        _ip("address", "add", f"{self.near}/30", "dev", self._cable)
        _ip("link", "set", self._cable, "up")
        _ip("-n", self._name, "address", "add", f"{self._far}/30", "dev", "eth0")
        for device in ("lo", "eth0"):
            _ip("-n", self._name, "link", "set", device, "up")
        _ip("-n", self._name, "route", "add", "default", "via", self.near)  # browsers ask which address it begins with
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _ip("link", "delete", self._cable)
        _ip("netns", "delete", self._name)

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """The cable is out meanwhile."""
        _ip("link", "set", self._cable, "down")
        try:
            yield
        finally:
            _ip("link", "set", self._cable, "up")

    def running(self, *words: str) -> list[str]:
        """A command that runs another one there."""
        return ["ip", "netns", "exec", self._name, *words]

    def connection(self, port: int) -> socket.socket:
        """To a TCP port of its 127.0.0.1."""
        with ThreadPoolExecutor(max_workers=1) as of_its_own:  # since a thread that has entered stays there
            return of_its_own.submit(self._connect, port).result()

    def _connect(self, port: int) -> socket.socket:
        namespace = os.open(f"/run/netns/{self._name}", os.O_RDONLY)
        try:
            if ctypes.CDLL(None).setns(namespace, NEW_NETWORK) != 0:
                raise OSError("A thread can't enter a network namespace")
            return socket.create_connection(("127.0.0.1", port))
        finally:
            os.close(namespace)


def why_not() -> str | None:
    """What keeps tests from having hosts."""
    if os.geteuid() != 0:
        return "only root makes network namespaces"
    return None if shutil.which("ip") else "Debian's iproute2 is not installed"


needs_host = pytest.mark.skipif(why_not() is not None, reason=f"Hosts of their own are needed: {why_not()}")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
