"""Reading a client's SDP offer (RFC 8866, RFC 9429): what it sends, what it wants, and over which transport."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from media.provider import VIDEO, KindNotAllowed, OfferRefused, TrackKind, UnknownSection
from media.sfu.wire.rtp import AUDIO_LEVEL, VIDEO_ORIENTATION

FORWARDED_EXTENSIONS = (AUDIO_LEVEL, VIDEO_ORIENTATION)
CODECS = {"audio": ("opus", 48000), "video": ("VP8", 90000)}
"""One codec a kind, which every browser speaks, so that any publisher can be forwarded to any subscriber."""

FINGERPRINT_SIZES = {"sha-256": 32, "sha-384": 48, "sha-512": 64}
MAX_LINES = 16_000  # of an offer; a browser has 150 a section
MAX_ATTRIBUTES = 1_000  # of a section
MAX_FORMATS = 128  # of a section: payload types have seven bits
MAX_SSRCS = 8  # of a section; a browser declares two, or six
_LINE = re.compile(r"([a-z])=(.*)")
_MEDIA = re.compile(r"(audio|video|application) (\d{1,5}) ([A-Z/]{3,30}) (\S.*)")
_MID = re.compile(r"[A-Za-z0-9+/_.-]{1,16}")
_ICE = re.compile(r"[A-Za-z0-9+/]{4,256}")
_RTPMAP = {
    media: re.compile(rf"(9[6-9]|1[01]\d|12[0-7]) {name}/{clock_rate}(/2)?", re.IGNORECASE)
    for media, (name, clock_rate) in CODECS.items()
}


@dataclass(frozen=True, slots=True)
class Codec:
    """A codec under the payload type this client knows it by, with its format parameters as they came."""

    payload_type: int
    name: str
    clock_rate: int
    channels: str  # "/2" or nothing
    parameters: str


@dataclass(frozen=True, slots=True)
class Section:
    """One media section. `codec` is None when there is none to agree on; `ssrcs` are those it sends with."""

    mid: str
    media: str
    protocol: str
    formats: str
    sends: bool
    receives: bool
    codec: Codec | None
    extension_ids: tuple[tuple[str, int], ...]
    ssrcs: tuple[int, ...]

    @property
    def accepted(self) -> bool:
        """Whether media can flow on it at all."""
        return self.codec is not None


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer that can be answered: one bundled transport, and its media sections in their order."""

    ufrag: str
    password: str
    fingerprints: frozenset[tuple[str, str]]
    client_is_dtls_server: bool
    sections: tuple[Section, ...]


@dataclass(slots=True)
class _Lines:
    """The attributes of one part of the description, by name."""

    media: str = ""
    attributes: dict[str, list[str]] = field(default_factory=dict)
    size: int = 0  # of them

    def add(self, attribute: str) -> None:
        """Raises OfferRefused if there are too many."""
        self.size += 1
        if self.size > MAX_ATTRIBUTES:
            raise OfferRefused(f"A media section of the offer has more than {MAX_ATTRIBUTES} attributes.")
        name, _, value = attribute.partition(":")
        self.attributes.setdefault(name, []).append(value)

    def all(self, name: str) -> list[str]:
        return self.attributes.get(name, [])

    def first(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)


def parse_offer(sdp: str, *, max_bytes: int, max_sections: int) -> Offer:
    """The offer in this text. Raises OfferRefused, whatever the text."""
    if len(sdp) > max_bytes or len(sdp.encode(errors="replace")) > max_bytes:
        raise OfferRefused(f"The offer is larger than {max_bytes} bytes.")
    session, parts = _parts(sdp)
    if not 0 < len(parts) <= max_sections:
        raise OfferRefused(f"The offer has {len(parts)} media sections; 1 to {max_sections} are possible.")
    bundled = next((set(group.split()[1:]) for group in session.all("group") if group.startswith("BUNDLE ")), set())
    sections = tuple(_section(part, bundled) for part in parts)
    _check_sections(sections, bundled)
    return _offer(session, parts, sections)


def sent_kinds(offer: Offer, named: Mapping[str, TrackKind], allowed: Collection[TrackKind]) -> dict[str, TrackKind]:
    """What each sending section carries, by mid: as named, else the microphone or the camera. Raises OfferRefused."""
    unknown = named.keys() - {section.mid for section in offer.sections}
    if unknown:
        raise UnknownSection(f"The offer has no media section {min(unknown)!r}.")
    kinds: dict[str, TrackKind] = {}
    for section in offer.sections:
        if section.accepted and section.sends:
            unnamed = TrackKind.CAMERA if section.media == "video" else TrackKind.MICROPHONE
            kind = named.get(section.mid, unnamed)
            if (kind in VIDEO) != (section.media == "video"):
                raise OfferRefused(f"Media section {section.mid} is {section.media} and cannot carry the {kind}.")
            if kind in kinds.values():
                raise OfferRefused(f"Two media sections of the offer send the {kind}.")
            if kind not in allowed:
                raise KindNotAllowed(kind)
            kinds[section.mid] = kind
    return kinds


def _parts(sdp: str) -> tuple[_Lines, list[_Lines]]:
    lines = sdp.splitlines()
    if not lines or lines[0] != "v=0":
        raise OfferRefused("The offer is not an SDP: it does not begin with v=0.")
    if len(lines) > MAX_LINES:
        raise OfferRefused(f"The offer has more than {MAX_LINES} lines.")
    session = current = _Lines()
    parts: list[_Lines] = []
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if not match:
            raise OfferRefused(f"The offer is not an SDP: line {number} is not of the form letter=value.")
        if match[1] == "m":
            current = _Lines(media=match[2])
            parts.append(current)
        elif match[1] == "a":
            current.add(match[2])
    return session, parts


def _section(part: _Lines, bundled: set[str]) -> Section:
    media = _MEDIA.fullmatch(part.media)
    mid = part.first("mid")
    if not media:
        raise OfferRefused("A media section of the offer has a malformed m= line.")
    if mid is None or not _MID.fullmatch(mid):
        raise OfferRefused("A media section of the offer has no usable a=mid.")
    formats = media[4].split(maxsplit=MAX_FORMATS)
    if len(formats) > MAX_FORMATS:
        raise OfferRefused(f"Media section {mid} offers more than {MAX_FORMATS} formats.")
    usable = media[1] in CODECS and (media[2] != "0" or _is_bundle_only(part, mid, bundled))
    if usable and part.first("rtcp-mux") is None:
        raise OfferRefused(f"Media section {mid} does not offer a=rtcp-mux.")
    sends, receives = _direction(part)
    return Section(
        mid=mid,
        media=media[1],
        protocol=media[3],
        formats=media[4],
        sends=sends,
        receives=receives,
        codec=_codec(part, media[1], formats) if usable else None,
        extension_ids=tuple(_extensions(part)),
        ssrcs=tuple(islice(_ssrcs(part), MAX_SSRCS)),
    )


def _is_bundle_only(part: _Lines, mid: str, bundled: set[str]) -> bool:
    """Port 0 then says that the section has no transport of its own, not that it is rejected (RFC 8843 §6)."""
    return mid in bundled and part.first("bundle-only") is not None


def _direction(part: _Lines) -> tuple[bool, bool]:
    for name, sends, receives in (("inactive", False, False), ("sendonly", True, False), ("recvonly", False, True)):
        if name in part.attributes:
            return sends, receives
    return True, True


def _codec(part: _Lines, media: str, formats: list[str]) -> Codec | None:
    name, clock_rate = CODECS[media]
    offered = set(formats)
    for match in filter(None, map(_RTPMAP[media].fullmatch, part.all("rtpmap"))):
        if match[1] in offered:
            return Codec(int(match[1]), name, clock_rate, match[2] or "", _parameters(part, match[1]))
    return None


def _parameters(part: _Lines, payload_type: str) -> str:
    for value in part.all("fmtp"):
        number, _, parameters = value.partition(" ")
        if number == payload_type:
            return parameters
    return ""


def _extensions(part: _Lines) -> Iterator[tuple[str, int]]:
    """Only ids that fit a one-byte header, each once (RFC 8285 §4.2)."""
    seen: set[object] = set()
    for value in part.all("extmap"):
        match = re.fullmatch(r"(\d{1,3})(?:/[a-z]+)? (\S+)(?: .*)?", value)
        if match and match[2] in FORWARDED_EXTENSIONS and 1 <= int(match[1]) <= 14 and seen.isdisjoint(match.groups()):
            seen.update(match.groups())
            yield match[2], int(match[1])


def _ssrcs(part: _Lines) -> Iterator[int]:
    """Each once, without those of retransmission streams, which are never agreed on."""
    repairs = {group.split()[2] for group in part.all("ssrc-group") if re.fullmatch(r"FID \d+ \d+", group)}
    for ssrc in dict.fromkeys(value.partition(" ")[0] for value in part.all("ssrc")):
        if ssrc not in repairs and re.fullmatch(r"[0-9]{1,10}", ssrc) and int(ssrc) < 1 << 32:
            yield int(ssrc)


def _check_sections(sections: tuple[Section, ...], bundled: set[str]) -> None:
    mids = [section.mid for section in sections]
    if len(set(mids)) < len(mids):
        raise OfferRefused("Two media sections of the offer have the same a=mid.")
    if not any(section.media == "audio" for section in sections):
        raise OfferRefused("The offer has no audio section.")
    if not any(section.accepted for section in sections if section.media == "audio"):
        raise OfferRefused("No audio section of the offer is active and has the Opus codec (opus/48000).")
    alone = [section.mid for section in sections if section.accepted and section.mid not in bundled]
    if alone:
        raise OfferRefused(f"Media section {alone[0]} is not in a=group:BUNDLE; everything goes over one transport.")


def _offer(session: _Lines, parts: list[_Lines], sections: tuple[Section, ...]) -> Offer:
    tagged = next(part for part, section in zip(parts, sections, strict=True) if section.accepted)
    ufrag, password = (tagged.first(name) or session.first(name) or "" for name in ("ice-ufrag", "ice-pwd"))
    if not _ICE.fullmatch(ufrag) or not _ICE.fullmatch(password) or len(password) < 22:
        raise OfferRefused("The offer has no valid ICE credentials (a=ice-ufrag, a=ice-pwd).")
    setup = tagged.first("setup") or session.first("setup")
    if setup not in ("actpass", "active", "passive"):
        raise OfferRefused("The offer has no valid a=setup.")
    fingerprints = frozenset(_fingerprints(tagged.all("fingerprint") or session.all("fingerprint")))
    if not fingerprints:
        raise OfferRefused("The offer has no SHA-256, SHA-384 or SHA-512 a=fingerprint.")
    return Offer(ufrag, password, fingerprints, setup == "passive", sections)


def _fingerprints(values: list[str]) -> Iterator[tuple[str, str]]:
    for value in values:
        algorithm, _, digest = value.lower().partition(" ")
        size = FINGERPRINT_SIZES.get(algorithm)
        if size and not re.fullmatch(rf"[0-9a-f]{{2}}(:[0-9a-f]{{2}}){{{size - 1}}}", digest):
            raise OfferRefused(f"The {algorithm} fingerprint of the offer is malformed.")
        if size:
            yield algorithm, digest.upper()
