"""How hosts, STUN and TURN servers are written: a browser refuses all servers if it is told one it can't read."""

import re
from collections.abc import Iterable
from enum import StrEnum
from ipaddress import ip_address

NAME = r"(?=.{1,253}(?:[:?]|$))\w[\w-]*(?:\.\w[\w-]*)*"
ADDRESS = rf"(?:{NAME}|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d{{1,5}}))?"
HIGHEST_PORT = 65_535


class IceProtocol(StrEnum):
    """What a server helps with: finding one's own address, or relaying."""

    STUN = "stun"
    TURN = "turn"


URLS = {
    IceProtocol.STUN: re.compile(rf"stuns?:{ADDRESS}", re.ASCII),  # RFC 7064 §3.1
    IceProtocol.TURN: re.compile(rf"turns?:{ADDRESS}(?:\?transport=(?:udp|tcp))?", re.ASCII),  # RFC 7065 §3.1
}


def wrong_server(protocol: IceProtocol, urls: Iterable[str]) -> str | None:
    """What is to be said of these servers, after what they are a setting of; None if nothing is wrong."""
    for url in urls:
        if not _is_server(protocol, url):
            example = f"{protocol}:{protocol}.example.org:3478"
            return f'has "{url}", which is not a {protocol.upper()} server: write {example}.'
    return None


def wrong_host(host: str) -> str | None:
    """What is to be said of this host, after what it is a setting of; None if it is a name or an IP address."""
    if re.fullmatch(NAME, host, re.ASCII) or _is_address(host):
        return None
    return f'is "{host}", which is not a host: give a name or an IP address, with neither scheme nor port.'


def _is_server(protocol: IceProtocol, url: str) -> bool:
    found = URLS[protocol].fullmatch(url)
    return found is not None and (found["port"] is None or 1 <= int(found["port"]) <= HIGHEST_PORT)


def _is_address(host: str) -> bool:
    try:
        return "%" not in host and bool(ip_address(host))
    except ValueError:
        return False
