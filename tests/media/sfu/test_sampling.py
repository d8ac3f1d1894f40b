"""Samples of how media travels: what a stretch of time adds up to, and when there is anything new to tell."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from media.provider import Flow, PeerQuality, ReceivedQuality, Sample, SentQuality, TrackKind
from media.sfu.sampling import Sampler
from tests.media.conftest import LOOPBACK, Reported, Room, running
from tests.media.peers import Tone, until

TRACK, PEER = uuid4(), uuid4()


def sends(packets: int, lost: int = 0, octets: int = 0, jitter: float = 1.0, track_id: UUID = TRACK) -> SentQuality:
    return SentQuality(track_id, TrackKind.MICROPHONE, packets, octets, lost, jitter, over_limit=0, forwarding=True)


def receives(packets: int, lost: int | None, round_trip: float | None) -> ReceivedQuality:
    return ReceivedQuality(
        "1", TRACK, PEER, TrackKind.MICROPHONE, packets, 100 * packets, 0, lost, None, None, round_trip
    )


def measured(*tracks: SentQuality | ReceivedQuality) -> PeerQuality:
    up = tuple(track for track in tracks if isinstance(track, SentQuality))
    down = tuple(track for track in tracks if isinstance(track, ReceivedQuality))
    return PeerQuality(PEER, uuid4(), True, None, 0, 0, up, down)


def test_a_sample_is_about_the_time_since_the_one_before() -> None:
    sampler = Sampler(since=100.0)
    sampler.take(measured(sends(500, octets=40_000)), 110.0)
    sample = sampler.take(measured(sends(900, lost=100, octets=72_000, jitter=2.5)), 120.0)
    assert sample == Sample(10.0, Flow(400, 100, 25_600, 2.5), Flow(0, 0, 0, None), None)
    assert sample.up.loss == 0.2


def test_what_the_client_reports_is_the_way_down() -> None:
    sample = Sampler(since=0.0).take(measured(receives(1000, lost=30, round_trip=42.0)), 10.0)
    assert sample == Sample(10.0, Flow(0, 0, 0, None), Flow(1000, 30, 80_000, None), 42.0)


def test_a_source_that_starts_over_is_counted_from_its_start() -> None:
    sampler = Sampler(since=0.0)
    sampler.take(measured(sends(500)), 10.0)
    sample = sampler.take(measured(sends(20, lost=20)), 20.0)
    assert sample is not None
    assert (sample.up.packets, sample.up.lost) == (20, 20)


def test_a_connection_that_carries_nothing_has_nothing_to_tell() -> None:
    assert Sampler(since=0.0).take(measured(sends(0)), 10.0) is None


STEADY = Sample(10.0, Flow(500, 0, 64_000, 2.0), Flow(1000, 0, 128_000, 3.0), 20.0)


@pytest.mark.parametrize(
    "other",
    [
        replace(STEADY, up=Flow(490, 10, 64_000, 2.0)),
        replace(STEADY, down=Flow(1000, 0, 128_000, 30.0)),
        replace(STEADY, up=Flow(500, 0, 0, 2.0)),
        replace(STEADY, round_trip=80.0),
        replace(STEADY, round_trip=None),
    ],
)
def test_what_somebody_would_notice_differs(other: Sample) -> None:
    assert other.differs_from(STEADY)
    assert STEADY.differs_from(other)


def test_what_nobody_would_notice_does_not_differ() -> None:
    other = Sample(10.1, Flow(503, 2, 66_000, 4.0), Flow(1010, 3, 140_000, 5.0), 28.0)
    assert not other.differs_from(STEADY)


def test_a_sample_much_like_the_one_told_is_not_told_and_slow_changes_are_in_the_end() -> None:
    sampler = Sampler(since=0.0)
    told = [sampler.take(measured(receives(100 * n, 0, 20.0 + n)), 10.0 * n) is not None for n in range(1, 26)]
    assert told[0]
    assert not any(told[1:11])
    assert any(told[11:])


async def test_a_steady_call_is_sampled_once_and_when_it_falls_silent(reported: Reported) -> None:
    async with running(reported, replace(LOOPBACK, sample_every=0.5)) as sfu:
        room, speaker_id = Room(sfu), uuid4()
        async with room.peer(speaker_id) as speaker:
            section = speaker.publish(Tone(440))
            await speaker.negotiate()
            await until(lambda: any(sample.up.packets > 10 for _, sample, _ in reported.samples))
            section.sender.replaceTrack(None)
            await until(lambda: reported.samples[-1][1].up.packets == 0)
    assert {peer_id for peer_id, _, _ in reported.samples} == {speaker_id}


async def test_a_short_connection_has_a_sample_from_its_end(room: Room, reported: Reported) -> None:
    speaker_id = uuid4()
    async with room.peer(speaker_id) as speaker:
        speaker.publish(Tone(440))
        await speaker.negotiate()
        await until(lambda: room.sfu.quality(speaker_id).sends[0].packets > 5)
        await room.sfu.close_peer(speaker_id)
    (_, sample, at), (*_, closed_at, _) = reported.samples[0], reported.of("closed")[0]
    assert sample.up.packets > 5
    assert at <= closed_at  # type: ignore[operator]  # a fact's fields are untyped here
