"""STUN binding requests and their answers (RFC 8489): checks by clients, and the server's own for consent."""

import hmac
from binascii import crc32
from dataclasses import dataclass
from hashlib import sha1
from ipaddress import ip_address
from struct import Struct

COOKIE = 0x2112A442
BINDING_REQUEST, BINDING_SUCCESS = 0x0001, 0x0101
USERNAME, MESSAGE_INTEGRITY, USE_CANDIDATE = 0x0006, 0x0008, 0x0025
XOR_MAPPED_ADDRESS, FINGERPRINT = 0x0020, 0x8028
PRIORITY, ICE_CONTROLLED = 0x0024, 0x8029
PEER_REFLEXIVE_PRIORITY = 110 << 24 | 0xFFFF << 8 | 0xFF
FINGERPRINT_XOR = 0x5354554E
INTEGRITY_SIZE = 20

_HEADER = Struct("!HHI12s")
_ATTRIBUTE = Struct("!HH")


@dataclass(frozen=True, slots=True)
class Signed:
    """A message that tells whether its sender knows a password."""

    data: bytes
    transaction_id: bytes
    integrity_at: int  # where MESSAGE-INTEGRITY begins

    def signed_with(self, password: str) -> bool:
        """Whether whoever sent it knows the password."""
        at = self.integrity_at
        covered = self.data[:2] + (at - 20 + 24).to_bytes(2, "big") + self.data[4:at]
        expected = hmac.digest(password.encode(), covered, sha1)
        return hmac.compare_digest(expected, self.data[at + 4 : at + 4 + INTEGRITY_SIZE])


@dataclass(frozen=True, slots=True)
class BindingRequest(Signed):
    """A connectivity check: for which local ufrag it is, and whether the client picks this path."""

    local_ufrag: str
    nominates: bool


@dataclass(frozen=True, slots=True)
class BindingSuccess(Signed):
    """The answer to a check of ours."""


def parse(data: bytes) -> BindingRequest | BindingSuccess | None:
    """The check or the answer in a datagram; None for everything else, however it is broken."""
    if len(data) < _HEADER.size:
        return None
    kind, size, cookie, transaction_id = _HEADER.unpack_from(data)
    if kind not in (BINDING_REQUEST, BINDING_SUCCESS) or cookie != COOKIE:
        return None
    if size != len(data) - _HEADER.size or size % 4:
        return None
    attributes, at = _signed_attributes(data)
    if at is None:
        return None
    if kind == BINDING_SUCCESS:
        return BindingSuccess(data, transaction_id, at)
    ufrag = attributes.get(USERNAME, b"").partition(b":")[0].decode("ascii", "replace")
    return BindingRequest(data, transaction_id, at, ufrag, USE_CANDIDATE in attributes) if ufrag else None


def request(transaction_id: bytes, username: str, tie_breaker: int, password: str) -> bytes:
    """A check by a controlled agent (RFC 8445 §7.2.2), signed; username: the other's ufrag, a colon, one's own."""
    body = _attribute(USERNAME, username.encode())
    body += _attribute(PRIORITY, PEER_REFLEXIVE_PRIORITY.to_bytes(4, "big"))
    body += _attribute(ICE_CONTROLLED, tie_breaker.to_bytes(8, "big"))
    return _signed(BINDING_REQUEST, transaction_id, body, password)


def success(request: BindingRequest, host: str, port: int, password: str) -> bytes:
    """The answer to a check: the address it came from, signed."""
    mapped = _xor_address(host, port, request.transaction_id)
    return _signed(BINDING_SUCCESS, request.transaction_id, _attribute(XOR_MAPPED_ADDRESS, mapped), password)


def _signed_attributes(data: bytes) -> tuple[dict[int, bytes], int | None]:
    """Those that the signature covers, and where it begins; None if there is none."""
    attributes: dict[int, bytes] = {}
    at = _HEADER.size
    while at + 4 <= len(data):
        attribute, length = _ATTRIBUTE.unpack_from(data, at)
        if at + 4 + length > len(data):
            break
        if attribute == MESSAGE_INTEGRITY:
            return attributes, at if length == INTEGRITY_SIZE else None
        attributes[attribute] = data[at + 4 : at + 4 + length]
        at += 4 + length + -length % 4
    return attributes, None


def _attribute(kind: int, value: bytes) -> bytes:
    return _ATTRIBUTE.pack(kind, len(value)) + value + bytes(-len(value) % 4)


def _signed(kind: int, transaction_id: bytes, body: bytes, password: str) -> bytes:
    head = _HEADER.pack(kind, len(body) + 24, COOKIE, transaction_id)
    body += _attribute(MESSAGE_INTEGRITY, hmac.digest(password.encode(), head + body, sha1))
    message = _HEADER.pack(kind, len(body) + 8, COOKIE, transaction_id) + body
    return message + _attribute(FINGERPRINT, (crc32(message) ^ FINGERPRINT_XOR).to_bytes(4, "big"))


def _xor_address(host: str, port: int, transaction_id: bytes) -> bytes:
    address = ip_address(host)
    packed = (getattr(address, "ipv4_mapped", None) or address).packed
    key = COOKIE.to_bytes(4, "big") + transaction_id
    masked = bytes(a ^ b for a, b in zip(packed, key, strict=False))
    return bytes([0, 1 if len(packed) == 4 else 2]) + (port ^ COOKIE >> 16).to_bytes(2, "big") + masked
