"""STUN binding requests and their answers (RFC 8489), as far as a server that is only ever checked needs them."""

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
FINGERPRINT_XOR = 0x5354554E
INTEGRITY_SIZE = 20

_HEADER = Struct("!HHI12s")
_ATTRIBUTE = Struct("!HH")


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """A connectivity check: for which local ufrag it is, and whether the client picks this path."""

    data: bytes
    transaction_id: bytes
    local_ufrag: str
    nominates: bool
    integrity_at: int  # where MESSAGE-INTEGRITY begins

    def signed_with(self, password: str) -> bool:
        """Whether whoever sent it knows the password."""
        at = self.integrity_at
        covered = self.data[:2] + (at - 20 + 24).to_bytes(2, "big") + self.data[4:at]
        expected = hmac.digest(password.encode(), covered, sha1)
        return hmac.compare_digest(expected, self.data[at + 4 : at + 4 + INTEGRITY_SIZE])


def parse(data: bytes) -> BindingRequest | None:
    """The binding request in a datagram; None for everything else, however it is broken."""
    if len(data) < _HEADER.size:
        return None
    kind, size, cookie, transaction_id = _HEADER.unpack_from(data)
    if kind != BINDING_REQUEST or cookie != COOKIE or size != len(data) - _HEADER.size or size % 4:
        return None
    ufrag, nominates, at = "", False, _HEADER.size
    while at + 4 <= len(data):
        attribute, length = _ATTRIBUTE.unpack_from(data, at)
        if at + 4 + length > len(data):
            return None
        if attribute == MESSAGE_INTEGRITY:
            whole = length == INTEGRITY_SIZE and ufrag
            return BindingRequest(data, transaction_id, ufrag, nominates, at) if whole else None
        if attribute == USERNAME:
            ufrag = data[at + 4 : at + 4 + length].partition(b":")[0].decode("ascii", "replace")
        nominates = nominates or attribute == USE_CANDIDATE
        at += 4 + length + -length % 4
    return None


def success(request: BindingRequest, host: str, port: int, password: str) -> bytes:
    """The answer to a check: the address it came from, signed."""
    mapped = _xor_address(host, port, request.transaction_id)
    body = _ATTRIBUTE.pack(XOR_MAPPED_ADDRESS, len(mapped)) + mapped
    head = _HEADER.pack(BINDING_SUCCESS, len(body) + 24, COOKIE, request.transaction_id)
    digest = hmac.digest(password.encode(), head + body, sha1)
    body += _ATTRIBUTE.pack(MESSAGE_INTEGRITY, INTEGRITY_SIZE) + digest
    message = _HEADER.pack(BINDING_SUCCESS, len(body) + 8, COOKIE, request.transaction_id) + body
    return message + _ATTRIBUTE.pack(FINGERPRINT, 4) + (crc32(message) ^ FINGERPRINT_XOR).to_bytes(4, "big")


def _xor_address(host: str, port: int, transaction_id: bytes) -> bytes:
    address = ip_address(host)
    packed = (getattr(address, "ipv4_mapped", None) or address).packed
    key = COOKIE.to_bytes(4, "big") + transaction_id
    masked = bytes(a ^ b for a, b in zip(packed, key, strict=False))
    return bytes([0, 1 if len(packed) == 4 else 2]) + (port ^ COOKIE >> 16).to_bytes(2, "big") + masked
