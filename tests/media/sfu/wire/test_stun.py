"""Connectivity checks as bytes, against aioice's own reading and writing of them."""

from random import Random

import pytest
from aioice import stun as reference

from media.sfu.wire import stun

PASSWORD = "p" * 24


def check(**attributes: object) -> bytes:
    message = reference.Message(reference.Method.BINDING, reference.Class.REQUEST)
    message.attributes.update({"USERNAME": "local:remote", "PRIORITY": 5, **attributes})
    message.add_message_integrity(PASSWORD.encode())
    return bytes(message)


def test_a_check_is_read_and_its_signature_verified() -> None:
    request = stun.parse(check())
    assert isinstance(request, stun.BindingRequest)
    assert (request.local_ufrag, request.nominates) == ("local", False)
    assert request.signed_with(PASSWORD)
    assert not request.signed_with("q" * 24)


def test_a_nomination_is_seen() -> None:
    request = stun.parse(check(**{"USE-CANDIDATE": None}))
    assert isinstance(request, stun.BindingRequest)
    assert request.nominates


def test_what_follows_the_signature_does_not_count() -> None:
    data = check()
    forged = data[:-8] + b"\x00\x25\x00\x00" + data[-8:]
    forged = forged[:2] + (len(forged) - 20).to_bytes(2, "big") + forged[4:]
    request = stun.parse(forged)
    assert isinstance(request, stun.BindingRequest)
    assert not request.nominates


@pytest.mark.parametrize("host", ["192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7"])
def test_the_answer_says_where_the_check_came_from(host: str) -> None:
    request = stun.parse(check())
    assert isinstance(request, stun.BindingRequest)
    answer = reference.parse_message(stun.success(request, host, 50_000, PASSWORD))
    assert answer.transaction_id == request.transaction_id
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == (host.removeprefix("::ffff:"), 50_000)
    assert answer.check_message_integrity(PASSWORD.encode())


def test_an_unsigned_check_is_nobodys() -> None:
    message = reference.Message(reference.Method.BINDING, reference.Class.REQUEST)
    message.attributes["USERNAME"] = "local:remote"
    assert stun.parse(bytes(message)) is None


def test_one_changed_bit_voids_the_signature() -> None:
    data = check()
    for at in range(len(data) - 8):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        request = stun.parse(changed)
        assert request is None or not request.signed_with(PASSWORD), at


def test_broken_datagrams_are_nobodys() -> None:
    random = Random(1)
    for _ in range(5000):
        data = bytearray(check()[: random.randrange(100)])
        for _ in range(random.randint(0, 4)):
            if data:
                data[random.randrange(len(data))] = random.randrange(256)
        request = stun.parse(bytes(data))
        assert request is None or isinstance(request.signed_with(PASSWORD), bool)
