"""Fails when the private API of aiortc that the tap relies on has moved."""

import inspect

import aiortc
import pylibsrtp
from aiortc import rtcdtlstransport

from media.sfu.transport.dtls_srtp import Cipher

PACKET = b"\x80\x60" + bytes(10) + b"sound"


def test_the_version_is_the_one_the_tap_was_written_for() -> None:
    assert aiortc.__version__ == "1.16.0"


def test_the_transport_still_has_what_the_tap_uses() -> None:
    source = inspect.getsource(rtcdtlstransport.RTCDtlsTransport)
    for used in (
        "self._task = asyncio.ensure_future(self.__run())",
        "self._rx_srtp = Session(rx_policy)",
        "self._tx_srtp = Session(tx_policy)",
        "rx_policy.allow_repeat_tx = True",
        "await self.transport._send(data)",
        "await self.transport._recv()",
        "def _set_role(self, role: str)",
        "except ConnectionError",
    ):
        assert used in source, used


def test_all_it_wants_of_its_ice_transport_is_role_recv_and_send() -> None:
    source = inspect.getsource(rtcdtlstransport.RTCDtlsTransport)
    wanted = {part.partition("(")[0].partition(".")[0] for part in source.split("self.transport.")[1:]}
    assert {name.split()[0].rstrip(",:)") for name in wanted} == {"role", "_recv", "_send"}


def session(direction: int) -> pylibsrtp.Session:
    return pylibsrtp.Session(pylibsrtp.Policy(key=bytes(range(30)), ssrc_type=direction))


def test_reports_are_encrypted_and_decrypted_as_by_the_librarys_wrapper() -> None:
    out, back = session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND), session(pylibsrtp.Policy.SSRC_ANY_INBOUND)
    report = b"\x80\xc9\x00\x01" + bytes(4)
    assert back.unprotect_rtcp(Cipher.sealing_rtcp(out)(report) or b"") == report
    assert Cipher.opening_rtcp(back)(out.protect_rtcp(report)) == report


def test_packets_are_decrypted_as_by_the_librarys_wrapper_and_forged_ones_are_not() -> None:
    out, back = session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND), session(pylibsrtp.Policy.SSRC_ANY_INBOUND)
    sealed = out.protect(PACKET)
    assert Cipher.opening_rtp(back)(sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
    assert Cipher.opening_rtp(back)(sealed) == PACKET


def test_what_cannot_be_encrypted_is_dropped() -> None:
    seal = Cipher.sealing_rtcp(session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND))
    assert [seal(each) for each in (b"", b"\x80", b"\x80" + bytes(1500))] == [None, None, None]
