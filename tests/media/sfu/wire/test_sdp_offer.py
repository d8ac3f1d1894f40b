"""Which offers are refused, and what is read from those that aren't."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection

from media.provider import MAX_OFFER_BYTES, OfferRefused, TrackKind, UnknownSection
from media.sfu.wire.rtp import AUDIO_LEVEL
from media.sfu.wire.sdp_offer import MAX_ATTRIBUTES, MAX_FORMATS, MAX_LINES, MAX_SSRCS, Offer, parse_offer, sent_kinds
from tests.media.peers import Picture, Tone, only_loopback

CHROMIUM = """v=0
o=- 1 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
a=msid-semantic: WMS x
m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=ice-options:trickle
a=fingerprint:sha-256 FINGERPRINT
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendonly
a=msid:x y
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
a=ssrc:3570614608 cname:q
m=video 9 UDP/TLS/RTP/SAVPF 96 97
c=IN IP4 0.0.0.0
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 FINGERPRINT
a=setup:actpass
a=mid:1
a=recvonly
a=rtcp-mux
a=rtpmap:96 VP8/90000
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=ssrc-group:FID 5 6
a=ssrc:5 cname:q
a=ssrc:6 cname:q
""".replace("FINGERPRINT", ":".join(["AB"] * 32)).replace("\n", "\r\n")


FIREFOX = Path(__file__).with_name("firefox_offer.sdp").read_text().replace("\n", "\r\n")
"""Captured: it sends sound and a picture, and receives two of each. All its policies are the default ones."""


def read(sdp: str) -> Offer:
    return parse_offer(sdp, max_bytes=MAX_OFFER_BYTES, max_sections=128)


def test_what_a_browser_sends_is_read() -> None:
    offer = read(CHROMIUM)
    audio, video = offer.sections
    assert (offer.ufrag, offer.password, offer.client_is_dtls_server) == ("abcd", "abcdefghijklmnopqrstuvwx", False)
    assert offer.fingerprints == {("sha-256", ":".join(["AB"] * 32))}
    assert (audio.mid, audio.sends, audio.receives, audio.ssrcs) == ("0", True, False, (3570614608,))
    assert audio.codec
    assert (audio.codec.payload_type, audio.codec.parameters) == (111, "minptime=10;useinbandfec=1")
    assert audio.extension_ids == ((AUDIO_LEVEL, 1),)
    assert (video.sends, video.receives, video.ssrcs) == (False, True, (5,))


def test_what_firefox_sends_is_read_also_the_sections_that_have_no_transport_of_their_own() -> None:
    offer = read(FIREFOX)
    assert (offer.ufrag, offer.client_is_dtls_server) == ("e3c6f6ac", False)
    assert [algorithm for algorithm, _ in offer.fingerprints] == ["sha-256"]  # of the session
    assert [(each.mid, each.media, each.sends) for each in offer.sections] == [
        ("0", "audio", True),
        ("1", "video", True),
        ("2", "audio", False),
        ("3", "video", False),
        ("4", "audio", False),
        ("5", "video", False),
    ]
    opus, vp8 = offer.sections[4].codec, offer.sections[5].codec
    assert opus
    assert vp8
    assert (opus.payload_type, opus.parameters) == (109, "maxplaybackrate=48000;stereo=1;useinbandfec=1")
    assert (vp8.payload_type, vp8.parameters) == (120, "max-fs=12288;max-fr=60")
    assert [each.extension_ids for each in offer.sections[:2]] == [((AUDIO_LEVEL, 1),), ()]
    assert [each.ssrcs for each in offer.sections[:2]] == [(3548648216,), (4100747656,)]  # none that only repeats


def test_port_0_is_a_rejection_where_it_is_not_said_to_be_for_the_bundle() -> None:
    rejected = FIREFOX.replace("a=bundle-only\r\n", "")
    unbundled = FIREFOX.replace("BUNDLE 0 1 2 3 4 5", "BUNDLE 0 1 2 3 4")
    assert [section.accepted for section in read(rejected).sections] == [True] * 2 + [False] * 4
    assert [section.accepted for section in read(unbundled).sections] == [True] * 5 + [False]


async def test_what_aiortc_sends_is_read() -> None:
    pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    pc.addTransceiver(Tone(440), direction="sendonly")
    pc.addTransceiver(Picture(100), direction="sendonly")
    pc.addTransceiver("audio", direction="recvonly")
    with only_loopback():
        await pc.setLocalDescription(await pc.createOffer())
    offer = read(pc.localDescription.sdp)
    await pc.close()
    assert [(s.media, s.sends, s.accepted) for s in offer.sections] == [
        ("audio", True, True),
        ("video", True, True),
        ("audio", False, True),
    ]


def replaced(pattern: str, by: str) -> Callable[[str], str]:
    return lambda sdp: re.sub(pattern, by, sdp, flags=re.MULTILINE)


REFUSED: dict[str, tuple[Callable[[str], str], str]] = {
    "nothing": (lambda _: "", "not an SDP"),
    "JSON": (lambda _: '{"type": "offer"}', "not an SDP"),
    "a line that is none": (lambda sdp: sdp + "hello\r\n", "not an SDP"),
    "too large": (lambda sdp: sdp + "a=x\r\n" * 110_000, "larger than"),
    "too many lines": (lambda sdp: sdp + "a=x\r\n" * MAX_LINES, f"more than {MAX_LINES} lines"),
    "too many attributes": (lambda sdp: sdp + "a=x\r\n" * MAX_ATTRIBUTES, f"more than {MAX_ATTRIBUTES} attributes"),
    "too many formats": (replaced("SAVPF 111", "SAVPF" + " 111" * MAX_FORMATS), f"more than {MAX_FORMATS} formats"),
    "no sections": (lambda sdp: sdp[: sdp.index("m=audio")], "0 media sections"),
    "hundreds of sections": (lambda sdp: sdp + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" * 300, "302 media sections"),
    "no audio": (lambda sdp: sdp[: sdp.index("m=audio")] + sdp[sdp.index("m=video") :], "no audio section"),
    "no Opus": (replaced("opus/48000/2", "PCMU/8000"), "Opus"),
    "Opus that is not in its m= line": (replaced("SAVPF 111", "SAVPF 112"), "Opus"),
    "a malformed m= line": (replaced("^m=audio .*\r$", "m=audio nine\r"), "malformed m="),
    "no mid": (replaced("^a=mid:0\r\n", ""), "a=mid"),
    "the same mid twice": (replaced("^a=mid:1\r$", "a=mid:0\r"), "same a=mid"),
    "not bundled": (replaced("BUNDLE 0 1", "BUNDLE 0"), "section 1 is not in a=group:BUNDLE"),
    "no rtcp-mux": (replaced("^a=rtcp-mux\r\n", ""), "rtcp-mux"),
    "no ICE credentials": (replaced("^a=ice-ufrag:.*\r\n", ""), "ICE credentials"),
    "a short ICE password": (replaced("^a=ice-pwd:.*\r$", "a=ice-pwd:abc\r"), "ICE credentials"),
    "no fingerprint": (replaced("^a=fingerprint:.*\r\n", ""), "fingerprint"),
    "an unknown fingerprint": (replaced("sha-256 ", "md5 "), "fingerprint"),
    "a short fingerprint": (replaced("sha-256 AB:", "sha-256 "), "sha-256 fingerprint of the offer is malformed"),
    "no setup": (replaced("^a=setup:actpass\r\n", ""), "a=setup"),
    "a wrong setup": (replaced("actpass", "holdconn"), "a=setup"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_offer_is_refused_with_a_reason(name: str) -> None:
    change, reason = REFUSED[name]
    with pytest.raises(OfferRefused, match=re.escape(reason)):
        read(change(CHROMIUM))


def test_an_offer_of_unknown_video_codecs_only_is_answered_without_video() -> None:
    audio, video = read(CHROMIUM.replace("VP8/90000", "AV1/90000")).sections
    assert (audio.accepted, video.accepted) == (True, False)


def test_a_section_that_declares_hundreds_of_streams_has_a_few() -> None:
    many = "".join(f"a=ssrc:{number} cname:q\r\n" for number in range(900))
    offer = read(CHROMIUM + many)
    assert len(offer.sections[-1].ssrcs) == MAX_SSRCS


def section(mid: int, lines: int) -> str:
    """One that costs much: each line is read, and looked up among all its formats."""
    formats = " ".join(map(str, range(MAX_FORMATS)))
    head = f"m=audio 9 UDP/TLS/RTP/SAVPF {formats}\r\na=mid:{mid}\r\na=rtcp-mux\r\na=recvonly\r\n"
    hostile = ("a=rtpmap:96 OPUS/48000/3", "a=extmap:1 x:y", "a=ssrc-group:FID 1 2", "a=ssrc:1 cname:q", "a=fmtp:1 x")
    return head + "".join(f"{line}\r\n" for line in hostile) * (lines // len(hostile))


def crowded(sections: int, lines: int) -> str:
    """As many of the costly sections, each with so many lines."""
    mids = range(2, 2 + sections)
    bundled = CHROMIUM.replace("BUNDLE 0 1", "BUNDLE 0 1 " + " ".join(map(str, mids)))
    return bundled + "".join(section(mid, lines) for mid in mids)


def cost(sdp: str) -> float:
    """Seconds of the processor, at best."""
    spent = []
    for _ in range(5):
        began = time.process_time()
        assert read(sdp).sections
        spent.append(time.process_time() - began)
    return min(spent)


@pytest.mark.parametrize(("small", "large"), [((8, 100), (120, 100)), ((8, 60), (8, 900))])
def test_reading_an_offer_of_fifteen_times_the_size_costs_about_fifteen_times_as_much(
    small: tuple[int, int], large: tuple[int, int]
) -> None:
    assert cost(crowded(*large)) < 45 * cost(crowded(*small))


def test_what_is_said_of_a_section_that_is_not_there_is_refused() -> None:
    offer = read(CHROMIUM)
    assert sent_kinds(offer, {"0": TrackKind.SCREEN_AUDIO}, tuple(TrackKind)) == {"0": TrackKind.SCREEN_AUDIO}
    with pytest.raises(UnknownSection, match="no media section '01'"):
        sent_kinds(offer, {"0": TrackKind.SCREEN_AUDIO, "01": TrackKind.SCREEN}, tuple(TrackKind))


def test_a_data_channel_is_not_agreed_on() -> None:
    offer = read(CHROMIUM + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\na=sctp-port:5000\r\n")
    assert [section.accepted for section in offer.sections] == [True, True, False]


def test_mutated_offers_are_read_or_refused() -> None:
    random = Random(1)
    for _ in range(3000):
        text = list(CHROMIUM)
        for _ in range(random.randint(1, 30)):
            at = random.randrange(len(text))
            text[at : at + random.randint(0, 40)] = random.choices(
                "\r\n:= /a9é\0" + CHROMIUM[:200], k=random.randint(0, 40)
            )
        with suppress(OfferRefused):
            assert read("".join(text)).sections
