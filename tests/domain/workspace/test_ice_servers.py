import pytest

from domain.workspace.ice_servers import IceProtocol, wrong_host, wrong_server


@pytest.mark.parametrize(
    ("protocol", "url"),
    [
        (IceProtocol.STUN, "stun:stun.example.org"),
        (IceProtocol.STUN, "stuns:192.0.2.1:5349"),
        (IceProtocol.STUN, "stun:[2001:db8::1]:3478"),
        (IceProtocol.TURN, "turn:turn_1.calls-internal:65535"),
        (IceProtocol.TURN, "turns:turn.example.org?transport=tcp"),
        (IceProtocol.TURN, "turn:[2001:db8::1]:3478?transport=udp"),
    ],
)
def test_a_server_that_a_browser_takes_is_taken(protocol: IceProtocol, url: str) -> None:
    assert wrong_server(protocol, [url]) is None


@pytest.mark.parametrize(
    ("protocol", "url"),
    [
        (IceProtocol.STUN, ""),
        (IceProtocol.STUN, "stun:"),
        (IceProtocol.STUN, "stun:stun.example.org:0"),
        (IceProtocol.STUN, "stun:stun.example.org:65536"),
        (IceProtocol.STUN, "stun:stun.example.org:"),
        (IceProtocol.STUN, "stun:stun.example.org\n"),
        (IceProtocol.STUN, "stun:stun example.org"),
        (IceProtocol.STUN, "stun://stun.example.org"),
        (IceProtocol.STUN, "stun:stun.example.org?transport=udp"),
        (IceProtocol.STUN, "stun:2001:db8::1"),
        (IceProtocol.STUN, "turn:turn.example.org"),
        (IceProtocol.TURN, "stun:stun.example.org"),
        (IceProtocol.TURN, "turn:user:secret@turn.example.org"),
        (IceProtocol.TURN, "turn:turn.example.org?transport=sctp"),
        (IceProtocol.TURN, f"turn:{'a' * 254}"),
    ],
)
def test_a_server_that_a_browser_refuses_is_refused_with_how_to_write_it(protocol: IceProtocol, url: str) -> None:
    good = "stun:stun.example.org" if protocol is IceProtocol.STUN else "turn:turn.example.org"
    wrong = wrong_server(protocol, [good, url])
    name = protocol.value
    assert wrong == f'has "{url}", which is not a {name.upper()} server: write {name}:{name}.example.org:3478.'


@pytest.mark.parametrize("host", ["203.0.113.7", "2001:db8::1", "calls.example.org", "localhost"])
def test_a_host_is_a_name_or_an_address(host: str) -> None:
    assert wrong_host(host) is None


@pytest.mark.parametrize("host", ["", " ", "https://a.example", "a.example:8443", "a..example", "fe80::1%eth0", "a/b"])
def test_what_is_neither_a_name_nor_an_address_is_no_host(host: str) -> None:
    wrong = f'is "{host}", which is not a host: give a name or an IP address, with neither scheme nor port.'
    assert wrong_host(host) == wrong
