"""The network that an address is in, for where whose address it is shall not be told."""

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address


def network_of(address: str) -> str:
    """Its /24, or for IPv6 its /48; what is no address stays as it is."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv4Address):
        mapped = parsed.ipv4_mapped
        if mapped is None:
            return str(IPv6Network((int(parsed), 48), strict=False))
        parsed = mapped
    return str(IPv4Network((int(parsed), 24), strict=False))
