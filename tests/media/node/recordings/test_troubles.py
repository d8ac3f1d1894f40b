"""Recordings while the storage is away or the disk is full: what was recorded is kept, and the call goes on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import UUID

import psutil
import pytest

from domain.kernel.ids import thread_id
from domain.recordings.recording import Recording, StopReason
from domain.threads.thread import Thread
from runtime.storage.s3_storage import S3Storage
from tests.media.node.recordings.conftest import Studio
from tests.media.node.recordings.small_disk import can_be_mounted, fill, on_small_disk, seen_by
from tests.media.recorder.watching import Watched, watch
from tests.patience import eventually_async
from tests.runtime.storage.object_storage import ObjectStorage

MEGABYTE = 1 << 20
AWAY = "The recording can't be stored: the storage can't be reached."

needs_mounts = pytest.mark.skipif(not can_be_mounted(), reason="mounting a small disk takes root")


def stored(studio: Studio, objects: ObjectStorage, published: Recording.Published, folder: Path) -> Watched:
    storage = studio.sealed(S3Storage(objects.bucket(prefix="of/ringlog")))
    blocks = storage.read(published.file_id, 0, published.size)
    (folder / "stored.webm").write_bytes(b"".join(blocks))
    return watch(folder / "stored.webm")


@asynccontextmanager
async def stopped_while_away(studio: Studio, storage: ObjectStorage) -> AsyncIterator[tuple[UUID, UUID]]:
    """A recording that was stopped just after the storage went away: the ids of its call and itself."""
    call_id = studio.start_call()
    async with studio.media(settings=storage.settings()), studio.speaker(call_id, 440):
        recording_id = studio.record(call_id)
        await studio.journalled(recording_id)
        storage.network.cut()
        studio.stop(call_id)
        yield call_id, recording_id


async def test_while_the_storage_is_away_a_finished_recording_waits_and_is_published_when_it_is_back(
    studio: Studio, object_storage: ObjectStorage, tmp_path: Path
) -> None:
    async with stopped_while_away(studio, object_storage) as (call_id, recording_id):
        try:
            delayed = await studio.told(recording_id, Recording.Delayed)
            assert delayed.reason == AWAY
        finally:
            object_storage.network.mend()
        published = await studio.told(recording_id, Recording.Published)
        assert stored(studio, object_storage, published, tmp_path).tones(0.5, 1.5) == [440]
        assert len(studio.facts(recording_id, Recording.Delayed)) == 1
        assert len(studio.facts(thread_id(call_id), Thread.FileAttached)) == 1
        await eventually_async(lambda: not list(studio.unfinished.iterdir()))


async def test_a_file_that_is_lost_while_it_waits_is_made_anew(
    studio: Studio, object_storage: ObjectStorage, tmp_path: Path
) -> None:
    async with stopped_while_away(studio, object_storage) as (_, recording_id):
        try:
            await studio.told(recording_id, Recording.Delayed)
            (studio.unfinished / f"{recording_id}.webm").unlink()
        finally:
            object_storage.network.mend()
        published = await studio.told(recording_id, Recording.Published)
        assert stored(studio, object_storage, published, tmp_path).tones(0.5, 1.5) == [440]


async def test_a_recording_that_waits_for_the_storage_waits_over_a_restart(
    studio: Studio, object_storage: ObjectStorage, tmp_path: Path
) -> None:
    call_id = studio.start_call()
    object_storage.network.cut()
    try:
        async with studio.media(settings=object_storage.settings()), studio.speaker(call_id, 440):
            recording_id = studio.record(call_id)
            await studio.journalled(recording_id)
            studio.stop(call_id)
            await studio.told(recording_id, Recording.Delayed)
    finally:
        object_storage.network.mend()
    async with studio.media(settings=object_storage.settings()):
        published = await studio.told(recording_id, Recording.Published)
    assert stored(studio, object_storage, published, tmp_path).tones(0.5, 1.5) == [440]


async def test_a_storage_that_takes_nothing_is_said_when_the_media_process_starts(
    studio: Studio, object_storage: ObjectStorage, caplog: pytest.LogCaptureFixture
) -> None:
    async with studio.media(settings={**object_storage.settings(), "s3_secret_key": "another"}):
        said = "Recordings can't be stored as things are: the storage refuses it (SignatureDoesNotMatch)"
        await eventually_async(lambda: said in caplog.text)


class OnSmallDisk:
    """A recording under way on a disk of its own. Paths are as this process sees them."""

    def __init__(self, pid: int, call_id: UUID, recording_id: UUID, folder: Path) -> None:
        """pid: of its media process."""
        self.pid, self.call_id, self.recording_id = pid, call_id, recording_id
        self.folder = folder
        self.filler = folder / "filler"

    @property
    def unfinished(self) -> Path:
        return self.folder / "recordings" / "unfinished"


@asynccontextmanager
async def recording_on(studio: Studio, options: str) -> AsyncIterator[OnSmallDisk]:
    """Somebody speaks and somebody listens; at the end they still hear each other, and nothing is left over."""
    call_id = studio.start_call()
    async with (
        studio.own_media_process(lambda command: on_small_disk(studio.folder, options, command)) as process,
        studio.speaker(call_id, 440),
        studio.speaker(call_id, 880) as listener,
    ):
        listener.receive()
        await listener.negotiate()
        yield OnSmallDisk(process.pid, call_id, studio.record(call_id), seen_by(process.pid, studio.folder))
        for ear in listener.ears.values():
            ear.empty()
        await listener.hears(440)
        media = psutil.Process(process.pid)
        await eventually_async(lambda: not media.children() and not held_open(process.pid, "unfinished"))


def held_open(pid: int, part: str) -> list[str]:
    """The files that a process has open whose paths contain that part."""
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found.append(str(link.readlink()))
    return [path for path in found if part in path]


@needs_mounts
async def test_before_the_disk_is_full_a_recording_stops_and_what_was_recorded_is_published(studio: Studio) -> None:
    async with recording_on(studio, "size=100m") as small:
        await studio.journalled(small.recording_id, unfinished=small.unfinished)
        assert held_open(small.pid, "unfinished")
        fill(small.filler, 40 * MEGABYTE)
        published = await studio.told(small.recording_id, Recording.Published)
        assert published.duration_ms > 1500
        assert watch(studio.file(small.recording_id, small.folder)).tones(0.5, 1.5) == [440, 880]
        (stopped,) = studio.facts(small.recording_id, Recording.StopRequested)
        assert isinstance(stopped, Recording.StopRequested)
        assert (stopped.reason, stopped.interruption) == (
            StopReason.INTERRUPTED,
            "The recording can't be written: too little room is left on the disk.",
        )
        again = await studio.told(studio.record(small.call_id), Recording.Failed)
        assert again.reason == "The recording can't be written: too little room is left on the disk."
        small.filler.unlink()
        third = studio.record(small.call_id)
        await studio.journalled(third, unfinished=small.unfinished)
        studio.stop(small.call_id)
        await studio.told(third, Recording.Published)
        await eventually_async(lambda: not list(small.unfinished.iterdir()))


@needs_mounts
async def test_on_a_disk_that_is_full_what_was_recorded_waits_for_room(studio: Studio) -> None:
    async with recording_on(studio, "size=80m") as small:
        await studio.journalled(small.recording_id, unfinished=small.unfinished)
        fill(small.filler)
        full = "The recording can't be written: no space left on device."
        delayed = await studio.told(small.recording_id, Recording.Delayed)
        assert delayed.reason == full
        (stopped,) = studio.facts(small.recording_id, Recording.StopRequested)
        assert isinstance(stopped, Recording.StopRequested)
        assert (stopped.reason, stopped.interruption) == (StopReason.INTERRUPTED, full)
        small.filler.unlink()
        published = await studio.told(small.recording_id, Recording.Published)
        assert published.duration_ms > 1500
        assert watch(studio.file(small.recording_id, small.folder)).tones(0.5, 1.5) == [440, 880]
        await eventually_async(lambda: not list(small.unfinished.iterdir()))


@needs_mounts
async def test_on_a_disk_that_cannot_be_written_a_recording_fails_with_the_reason(studio: Studio) -> None:
    async with recording_on(studio, "size=1m,ro") as small:
        failed = await studio.told(small.recording_id, Recording.Failed)
        assert failed.reason == "The recording can't be kept: Read-only file system."
