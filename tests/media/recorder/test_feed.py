"""Recordings of real clients by real processes."""

import asyncio
import hashlib
import os
import resource
import signal
import sys
from pathlib import Path
from struct import Struct
from uuid import uuid4

import pytest
import pytest_asyncio

from media.provider import TrackKind
from media.recorder.errors import RecordingFailed, RecordingInterrupted
from media.recorder.feed import Feed
from media.recorder.finishing import finish_journal
from media.recorder.messages import Answer, Finished, RecordingBegan, written
from media.recorder.to_the_end import to_the_end
from media.sfu.sfu import Sfu
from media.sfu.up_track import UpTrack
from media.sfu.wire.sdp_offer import Codec
from tests.media.conftest import Room
from tests.media.peers import Picture, Tone
from tests.media.recorder.clapping import BRIGHT, DARK, ClappingPicture, ClappingTone, Metronome
from tests.media.recorder.watching import watch
from tests.patience import eventually_async


@pytest_asyncio.fixture
async def feed(tmp_path: Path) -> Feed:
    return Feed(tmp_path / "a.journal", tmp_path / "a.webm")


RTP = Struct("!BBHII")


def made_by_hand(kind: TrackKind) -> UpTrack:
    """A track of nobody's, with as good as no limit."""
    return UpTrack(uuid4(), kind, Codec(96, "VP8", 90_000, "", ""), 1 << 40, lambda _: None, 1)


def bytes_in(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


async def journalled(feed: Feed, more: int = 60_000) -> None:
    """Until that many bytes more are recorded."""
    enough = bytes_in(feed._journal) + more
    await eventually_async(lambda: bytes_in(feed._journal) > enough)


async def test_three_tones_and_a_screen_share_are_recorded_in_sync(
    sfu: Sfu, room: Room, feed: Feed, tmp_path: Path
) -> None:
    metronome = Metronome()
    async with (
        room.peer(kinds={"1": TrackKind.SCREEN}) as sharer,
        room.peer() as second,
        room.peer() as third,
    ):
        sharer.publish(ClappingTone(metronome, 440))
        sharer.publish(ClappingPicture(metronome))
        second.publish(Tone(880))
        third.publish(Tone(1320))
        await sharer.negotiate()
        await second.negotiate()
        await asyncio.gather(sharer.connected(), second.connected())
        await feed.start()
        feed.begin()
        began = asyncio.get_running_loop().time()
        sfu.follow(room.call_id, feed.follow)
        await third.negotiate()
        await third.connected()
        await asyncio.sleep(9)
        sfu.unfollow(room.call_id, feed.follow)
        feed.stop()
        lasted = asyncio.get_running_loop().time() - began
        finished = await feed.result()
        await feed.abandon()
    content = (tmp_path / "a.webm").read_bytes()
    assert (finished.size, finished.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    watched = watch(tmp_path / "a.webm")
    assert abs(watched.duration - lasted) < 0.3
    assert abs(finished.duration_ms / 1000 - watched.duration) < 0.05
    dark = [at for at, brightness, _ in watched.pictures if 1 < at < 6 and abs(brightness - DARK) < 12]
    for at in (dark[0], dark[0] + 2):
        shown = watched.bright_from(BRIGHT, at)
        assert abs(watched.heard_from(440, shown - 0.5) - shown) < 0.1
        assert watched.tones(shown + 0.1, shown + 0.9) == [440, 880, 1320]
    assert len({picture.tobytes() for _, _, picture in watched.pictures}) > 40


async def test_what_is_cut_on_the_server_is_not_recorded(sfu: Sfu, room: Room, feed: Feed, tmp_path: Path) -> None:
    async with room.peer() as loud, room.peer() as other:
        loud.publish(Tone(440))
        other.publish(Tone(880))
        await loud.negotiate()
        await other.negotiate()
        await asyncio.gather(loud.connected(), other.connected())
        (cut,) = (p for p in sfu._peers if p != next(reversed(sfu._peers)))
        sfu.set_forwarding(cut, TrackKind.MICROPHONE, False)
        await feed.start()
        feed.begin()
        sfu.follow(room.call_id, feed.follow)
        await journalled(feed)
        feed.stop()
        await feed.result()
        await feed.abandon()
    assert 440 not in watch(tmp_path / "a.webm").tones(0.5, 2.5)
    assert 880 in watch(tmp_path / "a.webm").tones(0.5, 2.5)


async def test_nothing_stays_behind_on_the_tracks(sfu: Sfu, room: Room, feed: Feed) -> None:
    async with room.peer(kinds={"1": TrackKind.SCREEN}) as peer:
        peer.publish(Tone(440))
        peer.publish(Picture(100))
        await peer.negotiate()
        await peer.connected()
        await feed.start()
        feed.begin()
        sfu.follow(room.call_id, feed.follow)
        tracks = list(sfu._calls[room.call_id].tracks.values())
        assert [len(track.subscriptions) for track in tracks] == [1, 1]
        sfu.unfollow(room.call_id, feed.follow)
        await feed.abandon()
        assert [len(track.subscriptions) for track in tracks] == [0, 0]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
async def test_what_a_recorder_that_is_killed_had_recorded_can_be_finished(
    sfu: Sfu, room: Room, feed: Feed, tmp_path: Path, number: int
) -> None:
    async with room.peer() as peer:
        peer.publish(Tone(440))
        await peer.negotiate()
        await peer.connected()
        await feed.start()
        feed.begin()
        sfu.follow(room.call_id, feed.follow)
        await journalled(feed)
        assert feed._process is not None
        os.kill(feed._process.pid, number)
        with pytest.raises(RecordingInterrupted):
            await feed.result()
        await peer.hears()
        await feed.abandon()
    finished = await finish_journal(tmp_path / "a.journal", tmp_path / "a.webm")
    assert finished is not None
    watched = watch(tmp_path / "a.webm")
    assert watched.tones(1, 2) == [440]
    assert abs(watched.duration - finished.duration_ms / 1000) < 0.05


async def test_a_recorder_whose_media_process_is_gone_ends_and_leaves_its_journal(feed: Feed, tmp_path: Path) -> None:
    await feed.start()
    feed.begin()
    await journalled(feed, 1000)
    await feed.abandon()
    assert feed._process is not None
    assert feed._process.returncode is not None
    assert bytes_in(tmp_path / "a.journal") > 1000
    assert not (tmp_path / "a.webm").exists()


async def test_a_journal_that_is_being_written_is_left_alone(feed: Feed, tmp_path: Path) -> None:
    await feed.start()
    feed.begin()
    await journalled(feed, 1000)
    finishing = asyncio.create_task(finish_journal(tmp_path / "a.journal", tmp_path / "b.webm"))
    assert await finishing is None
    await feed.abandon()


async def test_a_file_that_nobody_waits_for_any_more_is_not_made_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[asyncio.subprocess.Process] = []

    async def stuck(*_: object) -> asyncio.subprocess.Process:
        piped = asyncio.subprocess.PIPE
        script = "import time; time.sleep(600)"
        started.append(await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdin=piped, stdout=piped))
        return started[0]

    monkeypatch.setattr("media.recorder.finishing.start_process", stuck)
    finishing = asyncio.create_task(finish_journal(tmp_path / "a.journal", tmp_path / "a.webm"))
    await eventually_async(lambda: bool(started))
    for _ in range(2):  # whoever is told to stop may be told so again
        finishing.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await finishing
    assert started[0].returncode == -signal.SIGKILL


async def test_a_recorder_ends_also_when_whoever_waits_for_its_end_is_cancelled(feed: Feed) -> None:
    await feed.start()
    feed.begin()
    waiting = asyncio.create_task(to_the_end(feed.abandon()))
    for _ in range(3):
        await asyncio.sleep(0)
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert feed._process is not None
    assert feed._process.returncode is not None


async def test_a_recorder_that_falls_behind_loses_packets_but_not_what_it_is_to_do(feed: Feed) -> None:
    screen, microphone = (made_by_hand(kind) for kind in (TrackKind.SCREEN, TrackKind.MICROPHONE))
    await feed.start()
    feed.begin()
    feed.follow(screen)
    assert feed._process is not None
    os.kill(feed._process.pid, signal.SIGSTOP)
    for sequence in range(100_000):
        screen.received(RTP.pack(0x80, 96, sequence & 0xFFFF, sequence, 7) + bytes(1200), sequence / 100)
        if sequence % 500 == 0:
            await asyncio.sleep(0.01)
        if feed.lost > 100:
            break
    assert feed.lost > 100
    feed.follow(microphone)
    feed.stop()
    os.kill(feed._process.pid, signal.SIGCONT)
    finished = await feed.result()
    assert finished.size
    await feed.abandon()


async def test_a_folder_that_cannot_be_written_fails_the_recording_with_the_reason(tmp_path: Path) -> None:
    feed = Feed(tmp_path / "missing" / "a.journal", tmp_path / "missing" / "a.webm")
    with pytest.raises(RecordingFailed, match="no such file or directory"):
        await feed.start()
    await feed.abandon()


async def test_a_disk_that_takes_no_more_fails_the_recording_with_the_reason_and_the_call_goes_on(
    sfu: Sfu, room: Room, feed: Feed
) -> None:
    async with room.peer() as peer, room.peer() as other:
        peer.publish(Tone(440))
        await peer.negotiate()
        other.receive()
        await other.negotiate()
        await feed.start()
        feed.begin()
        sfu.follow(room.call_id, feed.follow)
        assert feed._process is not None
        resource.prlimit(feed._process.pid, resource.RLIMIT_FSIZE, (20_000, 20_000))
        with pytest.raises(RecordingFailed, match=r"^The recording can't be written: file too large\.$"):
            await feed.result()
        await feed.abandon()
        await other.hears(440)


async def test_a_recorder_that_stands_still_is_ended_all_the_same(tmp_path: Path) -> None:
    feed = Feed(tmp_path / "a.journal", tmp_path / "a.webm", patience=0.1)
    await feed.start()
    feed.begin()
    await journalled(feed, 1000)
    assert feed._process is not None
    os.kill(feed._process.pid, signal.SIGSTOP)
    await feed.abandon()
    assert feed._process.returncode == -signal.SIGKILL
    assert bytes_in(tmp_path / "a.journal") > 1000
    with pytest.raises(RecordingInterrupted):
        await feed.result()


@pytest.mark.parametrize(
    ("lines", "result"),
    [
        ([RecordingBegan(), RecordingBegan(), Finished(7, 8, "9")], Finished(7, 8, "9")),
        ([RecordingBegan(), RecordingBegan()], RecordingInterrupted),
        ([RecordingBegan(), "x" * 100_000], RecordingInterrupted),
    ],
    ids=["twice", "twice, and no more", "endlessly"],
)
async def test_whatever_a_recorder_says_its_recording_comes_to_an_end(
    feed: Feed, monkeypatch: pytest.MonkeyPatch, lines: list[Answer | str], result: Finished | type[Exception]
) -> None:
    text = b"".join(each.encode() if isinstance(each, str) else written(each) for each in lines)

    async def says(*_: object) -> asyncio.subprocess.Process:
        script = f"import sys; sys.stdout.buffer.write({text!r}); sys.stdout.flush()"
        piped = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdin=piped, stdout=piped)

    monkeypatch.setattr("media.recorder.feed.start_process", says)
    await feed.start()
    if isinstance(result, Finished):
        assert await feed.result() == result
    else:
        with pytest.raises(result):
            await feed.result()
    await feed.abandon()
