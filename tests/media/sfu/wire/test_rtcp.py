"""RTCP as bytes, against aiortc's own reading and writing of it."""

from random import Random

import pytest
from aiortc import rtp as reference

from media.sfu.wire import rtcp

BLOCK = rtcp.ReportBlock(1, 32, -3, 70_000, 12, 0xABCD, 65_536)


def test_a_receiver_report_is_read_by_others() -> None:
    (packet,) = reference.RtcpPacket.parse(rtcp.receiver_report(9, [BLOCK]))
    assert packet == reference.RtcpRrPacket(9, [reference.RtcpReceiverInfo(1, 32, -3, 70_000, 12, 0xABCD, 65_536)])


def test_a_report_on_more_streams_than_fit_is_cut() -> None:
    (packet,) = reference.RtcpPacket.parse(rtcp.receiver_report(9, [BLOCK] * 40))
    assert isinstance(packet, reference.RtcpRrPacket)
    assert len(packet.reports) == 31


@pytest.mark.parametrize("cname", ["a", "ab", "abc", "abcd"])
def test_a_sender_report_comes_with_its_name(cname: str) -> None:
    report, name = reference.RtcpPacket.parse(rtcp.sender_report(rtcp.SenderReport(5, 6 << 32, 7, 8, 9), cname))
    assert report == reference.RtcpSrPacket(5, reference.RtcpSenderInfo(6 << 32, 7, 8, 9))
    assert name == reference.RtcpSdesPacket([reference.RtcpSourceInfo(5, [(1, cname.encode())])])


def test_missing_packets_are_asked_for_across_the_wrap() -> None:
    lost = [65_530, 65_535, 0, 3, 500]
    (packet,) = reference.RtcpPacket.parse(rtcp.nack(1, 2, lost))
    assert isinstance(packet, reference.RtcpRtpfbPacket)
    assert [number & 0xFFFF for number in packet.lost] == lost


def test_a_keyframe_request_and_a_bitrate_are_read_by_others() -> None:
    assert reference.RtcpPacket.parse(rtcp.picture_lost(1, 2)) == [reference.RtcpPsfbPacket(1, 1, 2)]
    (cap,) = reference.RtcpPacket.parse(rtcp.maximum_bitrate(1, 2_500_000, [7, 8]))
    assert isinstance(cap, reference.RtcpPsfbPacket)
    assert reference.unpack_remb_fci(cap.fci) == (2_500_000, [7, 8])


def test_what_others_write_is_read() -> None:
    info = reference.RtcpReceiverInfo(1, 32, -3, 70_000, 12, 0xABCD, 65_536)
    compound = b"".join(
        bytes(each)
        for each in (
            reference.RtcpSrPacket(5, reference.RtcpSenderInfo(6, 7, 8, 9), [info]),
            reference.RtcpSdesPacket([reference.RtcpSourceInfo(5, [(1, b"x")])]),
            reference.RtcpRtpfbPacket(1, 1, 2, [10, 12, 40]),
            reference.RtcpPsfbPacket(1, 1, 2),
            reference.RtcpPsfbPacket(4, 1, 0, (3).to_bytes(4, "big") + bytes(4)),
        )
    )
    assert list(rtcp.parse(compound)) == [
        rtcp.SenderReport(5, 6, 7, 8, 9),
        BLOCK,
        rtcp.Lost(2, (10, 12, 40)),
        rtcp.PictureLost(2),
        rtcp.PictureLost(3),
    ]


def test_broken_packets_are_read_as_far_as_they_make_sense() -> None:
    random = Random(1)
    whole = rtcp.receiver_report(9, [BLOCK]) + rtcp.nack(1, 2, [1, 2, 99]) + rtcp.picture_lost(1, 2)
    for _ in range(5000):
        data = bytearray(whole[: random.randrange(len(whole) + 1)])
        for _ in range(random.randint(0, 5)):
            if data:
                data[random.randrange(len(data))] = random.randrange(256)
        list(rtcp.parse(bytes(data)))
