"""The answer as a client reads it."""

from aiortc import sdp as reference

from media.provider import MAX_OFFER_BYTES
from media.sfu.wire.sdp_answer import AnsweredSection, LocalTransport, Sent, answer_sdp
from media.sfu.wire.sdp_offer import parse_offer
from tests.media.sfu.wire.test_sdp_offer import CHROMIUM, FIREFOX

LOCAL = LocalTransport("ufrag", "p" * 28, ":".join(["CD"] * 32), True, ("192.0.2.1", "2001:db8::1"), 8443)


def answered(offer: str) -> reference.SessionDescription:
    return reference.SessionDescription.parse(answer_text(offer))


def answer_text(offer: str) -> str:
    sections = parse_offer(offer, max_bytes=MAX_OFFER_BYTES, max_sections=128).sections
    sent = Sent(99, "publisher", "track", "name")
    answer = [AnsweredSection(each, each.sends, sent if each.accepted and each.receives else None) for each in sections]
    return answer_sdp(1, 2, LOCAL, answer)


def test_a_client_learns_where_to_send_and_what_it_receives() -> None:
    audio, video = answered(CHROMIUM).media
    assert (audio.direction, video.direction) == ("recvonly", "sendonly")
    assert [(each.ip, each.port, each.type) for each in audio.ice_candidates] == [
        ("192.0.2.1", 8443, "host"),
        ("2001:db8::1", 8443, "host"),
    ]
    assert audio.ice
    assert audio.ice.iceLite
    assert audio.dtls
    assert (audio.dtls.role, audio.dtls.fingerprints[0].algorithm) == ("server", "sha-256")
    assert [codec.name for codec in audio.rtp.codecs + video.rtp.codecs] == ["opus", "VP8"]
    assert audio.rtp.codecs[0].parameters == {"minptime": 10, "useinbandfec": 1}
    assert (video.msid, [each.ssrc for each in video.ssrc]) == ("publisher track", [99])


def test_what_is_not_agreed_on_is_refused_in_its_place_and_not_bundled() -> None:
    data_channel = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\na=sctp-port:5000\r\n"
    answer = answered(CHROMIUM.replace("VP8/90000", "AV1/90000") + data_channel)
    assert [(each.kind, each.port, each.rtp.muxId) for each in answer.media] == [
        ("audio", 8443, "0"),
        ("video", 0, "1"),
        ("application", 0, "2"),
    ]
    assert [str(group) for group in answer.group] == ["BUNDLE 0"]


def test_firefox_gets_every_section_on_the_one_transport_in_its_own_numbers() -> None:
    answer = answered(FIREFOX)
    assert [str(group) for group in answer.group] == ["BUNDLE 0 1 2 3 4 5"]
    assert [(each.port, each.direction) for each in answer.media] == [(8443, "recvonly")] * 2 + [(8443, "sendonly")] * 4
    assert [each.fmt for each in answer.media] == [[109], [120]] * 3
    assert [[extension.id for extension in each.rtp.headerExtensions] for each in answer.media] == [[1], []] * 3
    assert "bundle-only" not in answer_text(FIREFOX)  # it has no meaning in an answer (RFC 8843 §6)
