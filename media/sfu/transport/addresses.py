"""Where this machine can be reached."""

from ipaddress import ip_address

import ifaddr


def own_addresses(listen_host: str) -> tuple[str, ...]:
    """The addresses of this machine that clients can be told when listening there."""
    if not ip_address(listen_host).is_unspecified:
        return (listen_host,)
    found = [ip for adapter in ifaddr.get_adapters() for ip in adapter.ips]
    version_4 = [str(ip.ip) for ip in found if ip.is_IPv4 and not str(ip.ip).startswith("127.")]
    version_6 = [ip.ip[0] for ip in found if isinstance(ip.ip, tuple) and ip.ip[2] == 0 and ip.ip[0] != "::1"]
    return tuple(version_4 + (version_6 if listen_host == "::" else [])) or ("127.0.0.1",)
