"""Writing the SDP answer (RFC 9429 §5.3): an ICE-lite server on one transport, one codec per media section."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from media.sfu.wire.sdp_offer import Codec, Section

HOST_PRIORITY = 126 << 24 | 0xFFFF << 8 | 0xFF


@dataclass(frozen=True, slots=True)
class LocalTransport:
    """What the client needs to know to reach this end."""

    ufrag: str
    password: str
    fingerprint: str  # SHA-256
    is_dtls_server: bool
    hosts: tuple[str, ...]
    port: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What a section carries to the client."""

    ssrc: int
    stream: str
    track: str
    cname: str


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    """A section of the offer, and what becomes of it: `receives` from the client, `sent` to the client."""

    section: Section
    receives: bool
    sent: Sent | None


def answer_sdp(session_id: int, version: int, local: LocalTransport, sections: Sequence[AnsweredSection]) -> str:
    """The whole answer, in the order of the offer."""
    bundled = " ".join(each.section.mid for each in sections if each.section.accepted)
    lines = [
        "v=0",
        f"o=- {session_id} {version} IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {bundled}",
        "a=msid-semantic:WMS *",
    ]
    for each in sections:
        lines += _accepted(each, local) if each.section.accepted else _rejected(each.section, local)
    return "\r\n".join(lines) + "\r\n"


def _rejected(section: Section, local: LocalTransport) -> Iterator[str]:
    yield f"m={section.media} 0 {section.protocol} {section.formats}"
    yield "c=IN IP4 0.0.0.0"
    yield f"a=mid:{section.mid}"
    yield "a=inactive"
    yield "a=rtcp-mux"
    yield from _transport(local)


def _accepted(each: AnsweredSection, local: LocalTransport) -> Iterator[str]:
    section = each.section
    codec = section.codec
    assert codec is not None
    yield f"m={section.media} {local.port} {section.protocol} {codec.payload_type}"
    yield f"c=IN {_family(local.hosts[0])} {local.hosts[0]}"
    yield f"a=mid:{section.mid}"
    yield f"a={'recvonly' if each.receives else 'sendonly' if each.sent else 'inactive'}"
    yield "a=rtcp:9 IN IP4 0.0.0.0"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"
    yield from _transport(local)
    yield from (f"a=candidate:{line}" for line in _candidates(local))
    yield "a=end-of-candidates"
    yield from (f"a=extmap:{number} {uri}" for uri, number in section.extension_ids)
    yield from _codec(section.media, codec)
    if each.sent:
        yield f"a=msid:{each.sent.stream} {each.sent.track}"
        yield f"a=ssrc:{each.sent.ssrc} cname:{each.sent.cname}"
        yield f"a=ssrc:{each.sent.ssrc} msid:{each.sent.stream} {each.sent.track}"


def _transport(local: LocalTransport) -> Iterator[str]:
    yield f"a=ice-ufrag:{local.ufrag}"
    yield f"a=ice-pwd:{local.password}"
    yield f"a=fingerprint:sha-256 {local.fingerprint}"
    yield f"a=setup:{'passive' if local.is_dtls_server else 'active'}"


def _codec(media: str, codec: Codec) -> Iterator[str]:
    yield f"a=rtpmap:{codec.payload_type} {codec.name}/{codec.clock_rate}{codec.channels}"
    if codec.parameters:
        yield f"a=fmtp:{codec.payload_type} {codec.parameters}"
    if media == "video":
        yield from (f"a=rtcp-fb:{codec.payload_type} {what}" for what in ("ccm fir", "nack", "nack pli", "goog-remb"))


def _candidates(local: LocalTransport) -> Iterator[str]:
    for number, host in enumerate(local.hosts):
        yield f"{number + 1} 1 udp {HOST_PRIORITY - (number << 8)} {host} {local.port} typ host"


def _family(host: str) -> str:
    return "IP6" if ":" in host else "IP4"
