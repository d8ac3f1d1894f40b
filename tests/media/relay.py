"""The network between one client and the media port, which a test can take down or let the client leave."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

LONGEST = 2048  # bytes of a datagram
Address = tuple[str, int]


class Relay:
    """Passes datagrams on, both ways, over a socket of its own for each address they come from; a context manager."""

    def __init__(self, to: Address) -> None:
        self.down = False
        self.lost_out = 0  # datagrams on their way to the media port
        self.lost_in = 0  # on their way back
        self.loses: Callable[[bytes], bool] = lambda _: False  # which datagrams on their way back never arrive
        self._to = to
        self._front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._backs: dict[Address, socket.socket] = {}
        self._loop = asyncio.get_running_loop()

    def __enter__(self) -> Self:
        self._front.bind((self._to[0], 0))
        self._front.setblocking(False)
        self._loop.add_reader(self._front, self._pass_out)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for used in (self._front, *self._backs.values()):
            self._loop.remove_reader(used)
            used.close()

    def led_here(self, answer: str) -> str:
        """An SDP answer that names this end instead of the media port."""
        return answer.replace(f" {self._to[1]} ", f" {self._front.getsockname()[1]} ")

    def _pass_out(self) -> None:
        data, source = self._front.recvfrom(LONGEST)
        back = self._backs.get(source) or self._way_back(source)
        if self.down:
            self.lost_out += 1
            return
        with suppress(OSError):  # full, or refused while the media port is closed: lost, as on any network
            back.send(data)

    def _way_back(self, source: Address) -> socket.socket:
        back = self._backs[source] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        back.setblocking(False)
        back.connect(self._to)
        self._loop.add_reader(back, self._pass_back, back, source)
        return back

    def _pass_back(self, back: socket.socket, source: Address) -> None:
        with suppress(OSError):
            data = back.recv(LONGEST)
            if self.down or self.loses(data):
                self.lost_in += 1
            else:
                self._front.sendto(data, source)
