"""The host that a client says it has reached."""

import re
from ipaddress import ip_address

from starlette.requests import HTTPConnection

HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?", re.ASCII)


def host_asked(connection: HTTPConnection) -> str | None:
    """Host and port as in the header `Host`, in lower case; None if it has anything that belongs in neither."""
    host = connection.headers.get("host", "").lower()
    return host if HOST.fullmatch(host) else None


def is_this_machine(host: str) -> bool:
    """Whether a host, with a port or without, is this machine for whoever asks, whatever a name server says."""
    found = HOST.fullmatch(host)
    return found is not None and (found[1] == "localhost" or is_loopback(found[1].strip("[]")))


def is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
