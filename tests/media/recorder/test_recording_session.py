import heapq
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import av
import pytest

from media.provider import TrackKind
from media.recorder.journal import Journal
from media.recorder.messages import (
    ClockReported,
    KeyframeWanted,
    Message,
    PacketArrived,
    TimePassed,
    TrackBegan,
    TrackEnded,
    TrackPaused,
)
from media.recorder.picture import LONGEST
from media.recorder.recording_session import RecordingSession
from media.recorder.webm import MOST_BLANKS, write_webm
from tests.media.recorder.rtp_made import PictureSender, ToneSender
from tests.media.recorder.watching import Watched, first_after_seeking, watch
from tests.people import ADA, ALAN, GRACE

BEGAN = 1000.0  # s: any time


def microphone(track: int, publisher: UUID = ADA) -> TrackBegan:
    return TrackBegan(track, publisher, TrackKind.MICROPHONE, 48_000)


def screen(track: int, publisher: UUID = ADA) -> TrackBegan:
    return TrackBegan(track, publisher, TrackKind.SCREEN, 90_000)


def in_order(*streams: Iterable[PacketArrived | ClockReported | TrackPaused | TrackEnded]) -> Iterator[Message]:
    """As they arrive, with the time in between."""
    now = BEGAN
    for message in heapq.merge(*(sorted(stream, key=lambda m: m.at) for stream in streams), key=lambda m: m.at):
        while now < message.at - 0.1:
            now += 0.1
            yield TimePassed(now)
        yield message


def recorded(folder: Path, messages: Iterable[Message], seconds: float, asked: list[KeyframeWanted]) -> Path:
    with Journal(folder / "journal") as journal:
        session = RecordingSession(journal, BEGAN, asked.append)
        for message in messages:
            session.take(message)
        session.stop(BEGAN + seconds)
    write_webm(folder / "journal", folder / "file.webm")
    return folder / "file.webm"


def seen(folder: Path, messages: Iterable[Message], seconds: float) -> Watched:
    return watch(recorded(folder, messages, seconds, []))


def test_three_tones_are_heard_together_for_as_long_as_it_was_recorded(tmp_path: Path) -> None:
    tones = {1: 440, 2: 880, 3: 1320}
    begin = [microphone(track, uuid4()) for track in tones]
    streams = [ToneSender(track, tone).packets(BEGAN, 5) for track, tone in tones.items()]
    watched = seen(tmp_path, [*begin, *in_order(*streams)], 5)
    assert abs(watched.duration - 5) < 0.03
    assert watched.tones(1, 4) == [440, 880, 1320]
    assert not watched.pictures


def test_sound_and_picture_that_happen_together_are_recorded_together(tmp_path: Path) -> None:
    """Its picture travels 300 ms longer than its sound; sender reports tell."""
    tone, picture = ToneSender(1, 440), PictureSender(2)
    sound = [*tone.packets(BEGAN, 3, on=False), *tone.packets(BEGAN + 3, 3)]
    shown = [*picture.packets(BEGAN, 3, 60, delay=0.3), *picture.packets(BEGAN + 3, 3, 180, delay=0.3)]
    ntp = BEGAN + 5000
    reports = [
        ClockReported(1, BEGAN + 0.5, ntp + 0.5, round((BEGAN + 0.5) * 48_000) + 0xFFFFF000 & 0xFFFFFFFF),
        ClockReported(2, BEGAN + 0.8, ntp + 0.5, round((BEGAN + 0.5) * 90_000) + 0xFFFF0000 & 0xFFFFFFFF),
    ]
    watched = seen(tmp_path, [microphone(1), screen(2), *in_order(sound, shown, reports)], 6.5)
    assert abs(watched.loud_from(1) - watched.bright_from(180)) < 0.1
    assert abs(watched.loud_from(1) - 3) < 0.1


def test_without_reports_what_arrives_together_is_recorded_together(tmp_path: Path) -> None:
    tone, picture = ToneSender(1, 440), PictureSender(2)
    sound = [*tone.packets(BEGAN, 3, on=False), *tone.packets(BEGAN + 3, 3)]
    shown = [*picture.packets(BEGAN, 3, 60), *picture.packets(BEGAN + 3, 3, 180)]
    watched = seen(tmp_path, [microphone(1), screen(2), *in_order(sound, shown)], 6)
    assert abs(watched.loud_from(1) - watched.bright_from(180)) < 0.1


def test_a_report_that_cannot_be_true_is_not_believed(tmp_path: Path) -> None:
    tone = ToneSender(1, 440)
    report = ClockReported(1, BEGAN + 0.5, 1.0, 12345)
    sound = [*tone.packets(BEGAN, 2, on=False), *tone.packets(BEGAN + 2, 2)]
    watched = seen(tmp_path, [microphone(1), *in_order(sound, [report])], 4)
    assert abs(watched.loud_from(1) - 2) < 0.1


def test_after_a_pause_everything_is_where_it_belongs(tmp_path: Path) -> None:
    """Nothing arrives of a muted microphone; the picture is cut, and comes back after the same pause."""
    tone, picture = ToneSender(1, 440), PictureSender(2)
    sound = [*tone.packets(BEGAN, 2), *tone.packets(BEGAN + 5, 2)]
    shown = [*picture.packets(BEGAN, 2, 180)]
    picture.resize(160, 120)
    again = [*picture.packets(BEGAN + 5, 2, 180)]
    cut = [TrackPaused(2, BEGAN + 2)]
    watched = seen(tmp_path, [microphone(1), screen(2), *in_order(sound, shown, again, cut)], 7)
    assert abs(watched.quiet_from(1) - 2) < 0.1
    assert abs(watched.loud_from(3) - 5) < 0.1
    assert watched.brightness_at(4) < 30
    assert abs(watched.bright_from(180, 3) - 5) < 0.1


def test_a_share_that_comes_late_stops_and_starts_in_another_size_is_shown_in_its_time(tmp_path: Path) -> None:
    tone, first, second = ToneSender(1, 440), PictureSender(2), PictureSender(3, 320, 240)
    shares: list[PacketArrived | TrackEnded] = [*first.packets(BEGAN + 2, 2, 180), TrackEnded(2, BEGAN + 4)]
    messages: list[Message] = [
        microphone(1),
        screen(2),
        *in_order(tone.packets(BEGAN, 5.9), shares),
        screen(3, GRACE),
        *in_order(second.packets(BEGAN + 6, 2, 120)),
    ]
    watched = seen(tmp_path, messages, 8)
    assert watched.brightness_at(1) < 30
    assert abs(watched.bright_from(180) - 2) < 0.1
    assert watched.brightness_at(5) < 30
    assert abs(watched.bright_from(120) - 6) < 0.1
    moved = [picture for at, _, picture in watched.pictures if at > 6.05]
    assert moved[0].shape == (240, 320)
    assert (moved[0] != moved[5]).any()


def test_a_player_can_seek_in_it(tmp_path: Path) -> None:
    tone, picture = ToneSender(1, 440), PictureSender(2)
    shown: list[PacketArrived] = []
    for n in range(10):
        picture.resize(160, 120)
        shown += picture.packets(BEGAN + 2 * n, 2, 100)
    path = recorded(tmp_path, [microphone(1), screen(2), *in_order(tone.packets(BEGAN, 20), shown)], 20, [])
    assert b"\x1c\x53\xbb\x6b" in path.read_bytes(), "the Cues element"
    assert abs(first_after_seeking(path, 15) - 14) < 0.2


def test_sound_alone_can_be_sought_in(tmp_path: Path) -> None:
    tone = ToneSender(1, 440).packets(BEGAN, 20)
    path = recorded(tmp_path, [microphone(1), *in_order(tone)], 20, [])
    assert 9 < first_after_seeking(path, 15) <= 15.1


def test_a_lost_picture_packet_freezes_the_picture_until_the_keyframe_that_is_asked_for(tmp_path: Path) -> None:
    tone, picture = ToneSender(1, 440), PictureSender(2, 640, 480)
    first = [*picture.packets(BEGAN, 3, 60)]
    del first[len(first) // 2]
    picture.resize(640, 480)
    rest = [*picture.packets(BEGAN + 4, 2, 180)]
    asked: list[KeyframeWanted] = []
    path = recorded(tmp_path, [microphone(1), screen(2), *in_order(tone.packets(BEGAN, 6), first, rest)], 6, asked)
    watched = watch(path)
    assert asked == [KeyframeWanted(2)]
    shown = [at for at, brightness, _ in watched.pictures if abs(brightness - 60) < 12]
    assert 1 < max(shown) < 2
    assert abs(watched.bright_from(180) - 4) < 0.1


def test_picture_packets_that_come_out_of_order_and_late_make_the_same_picture(tmp_path: Path) -> None:
    picture = PictureSender(2, 640, 480)
    packets = [*picture.packets(BEGAN, 3, 60)]
    late = packets.pop(len(packets) // 2)
    again = PacketArrived(2, late.at + 0.4, late.ssrc, late.sequence, late.timestamp, late.ends_frame, late.payload)
    watched = seen(tmp_path, [screen(2), *in_order(packets, [again])], 3.5)
    assert len(watched.pictures) == 31  # and the black one before the first


@pytest.mark.parametrize("payload", [b"", b"\x00", b"\xff" * 3, b"\x10\x00\x00\x00\x9d\x01\x2a" + bytes(40)])
def test_garbage_is_silence_and_disturbs_nobody(tmp_path: Path, payload: bytes) -> None:
    tone = ToneSender(1, 440)
    bad = [PacketArrived(track, BEGAN + n / 50, 7, n, n * 960, True, payload) for n in range(50) for track in (2, 3)]
    messages = [microphone(1), microphone(2, GRACE), screen(3, ALAN), *in_order(tone.packets(BEGAN, 2), bad)]
    assert seen(tmp_path, messages, 2).tones(0.5, 1.5) == [440]


def test_a_frame_without_end_is_given_up_and_a_keyframe_asked_for(tmp_path: Path) -> None:
    asked: list[KeyframeWanted] = []
    pictures = list(PictureSender(1).packets(BEGAN, 1, 200))
    endless = (
        PacketArrived(1, BEGAN + 1 + n / 1000, 9, pictures[-1].sequence + 1 + n & 0xFFFF, 0, False, payload)
        for n, payload in enumerate([b"\x10" + bytes(1000), *[b"\x00" + bytes(1000)] * (LONGEST // 500)])
    )
    with Journal(tmp_path / "journal") as journal:
        session = RecordingSession(journal, BEGAN, asked.append)
        session.take(screen(1))
        for packet in (*pictures, *endless):
            session.take(packet)
            frame = session._pictures[1]._frame
            assert frame is None or len(frame.data) <= LONGEST + 1000
    assert asked == [KeyframeWanted(1)]


def test_a_share_that_claims_another_size_each_time_it_stops_is_written_all_the_same(tmp_path: Path) -> None:
    messages: list[PacketArrived | TrackPaused] = []
    for n in range(3 * MOST_BLANKS):
        at, size = BEGAN + n / 10, (16 + 2 * n).to_bytes(2, "little") * 2
        payload = b"\x10\x10\x00\x00\x9d\x01\x2a" + size + bytes(20)
        messages += [PacketArrived(1, at, 100 + n, 1, 0, True, payload), TrackPaused(1, at + 0.05)]
    file = recorded(tmp_path, [screen(1), *messages], 6, [])
    with av.open(file) as container:
        pictures = [bytes(packet) for packet in container.demux(video=0) if packet.size]
    blanks = [data for data in pictures if data[10:] != bytes(20)]
    assert len(blanks) > 2 * MOST_BLANKS
    assert len(set(blanks)) == MOST_BLANKS


def test_clients_whose_clocks_drift_stay_in_sync(tmp_path: Path) -> None:
    """A clock that runs a thousandth too fast would be 60 ms off after a minute."""
    tone = ToneSender(1, 440)
    sound = [*tone.packets(BEGAN, 60, on=False), *tone.packets(BEGAN + 60, 3)]
    drifted = [
        PacketArrived(1, BEGAN + (m.at - BEGAN) * 1.002, m.ssrc, m.sequence, m.timestamp, True, m.payload)
        for m in sound
    ]
    watched = seen(tmp_path, [microphone(1), *in_order(drifted)], 64)
    assert abs(watched.loud_from(1) - 60 * 1.002) < 0.1
