import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from api.access.download_links import DownloadLinks
from api.access.person import Person
from api.access.tokens import Role
from api.http.downloads.download import Downloads
from domain.calls.authority import Requester
from domain.calls.joining import Device
from domain.recordings.use_cases import RecordingUseCases
from runtime.storage.folder_storage import FolderStorage
from runtime.storage.s3_storage import S3Storage
from runtime.storage.sealed_storage import SealedStorage
from runtime.thread_pools import STORAGE_THREADS, THREADS
from tests.api.world import World
from tests.patience import LONG_ENOUGH, eventually_async
from tests.people import CAUSE, after, room_id, user_id
from tests.runtime.storage.object_storage import ObjectStorage
from tests.runtime.storage.test_sealed_storage import destroy_key
from tests.turned_clock import TurnedClock

CONTENT = bytes(range(256)) * 4000
SIZE = len(CONTENT)


@dataclass
class Archive:
    """Recordings of "general", of which Ada, Grace and Alan are members, one not yet published, and of Alan's attic."""

    world: World
    http: httpx.AsyncClient
    downloads: Downloads
    links: DownloadLinks
    clock: TurnedClock
    folder: Path
    published: UUID
    unpublished: UUID
    in_attic: UUID

    async def get(
        self, recording_id: object, by: str | None = "ada", role: Role = Role.MEMBER, **headers: str
    ) -> httpx.Response:
        if by is not None:
            headers["authorization"] = f"Bearer {self.world.token(by, role)}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.get(f"/recordings/{recording_id}", headers=named)


@pytest.fixture
async def archive(world: World, tmp_path: Path) -> AsyncIterator[Archive]:
    log, clock = world.backend.services.calls.log, TurnedClock()
    recordings = RecordingUseCases(log, clock)
    storage = SealedStorage(FolderStorage(tmp_path / "kept"), world.backend.sealer)

    def recorded(room: str, host: str, publish: bool = True) -> UUID:
        room_, host_ = room_id(room), user_id(host)
        call_id = world.backend.services.calls.start(
            room_id=room_, by=host_, device=Device("phone"), title="Ünter uns", cause=CAUSE
        ).answer[0]
        recording_id = recordings.start(call_id=call_id, by=Requester(host_), cause=CAUSE).answer[1]
        recordings.started(recording_id=recording_id, at=after(1), cause=CAUSE)
        if publish:
            (tmp_path / "file").write_bytes(CONTENT)
            storage.keep(recording_id, tmp_path / "file")
            digest = sha256(CONTENT).hexdigest()
            recordings.published(
                recording_id=recording_id, size=SIZE, duration_ms=1000, sha256=digest, at=after(9), cause=CAUSE
            )
        return recording_id

    published, in_attic = recorded("general", "ada"), recorded("attic", "alan")
    unpublished = recorded("general", "ada", publish=False)
    await world.settle()
    links = DownloadLinks(lambda: "a secret of the API processes", clock)
    downloads = Downloads(
        log, world.backend.views.directory, world.owners, links, storage, world.backend.services.inspections
    )
    app = Starlette(routes=[Route("/recordings/{recording_id}", downloads.answer, methods=["GET"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ringlog") as http:
        yield Archive(world, http, downloads, links, clock, tmp_path / "kept", published, unpublished, in_attic)


async def test_members_of_the_room_and_auditors_get_the_file(archive: Archive) -> None:
    for by, role in (("ada", Role.MEMBER), ("alan", Role.GUEST), ("iris", Role.AUDITOR)):
        answer = await archive.get(archive.published, by, role)
        assert (answer.status_code, answer.content) == (200, CONTENT)
        assert answer.headers["content-type"] == "video/webm"
        assert answer.headers["etag"] == f'"{sha256(CONTENT).hexdigest()}"'
        assert "UTF-8''%C3%9Cnter%20uns%202026-01-01" in answer.headers["content-disposition"]
        assert str(archive.folder) not in str(answer.headers)


async def test_everyone_else_is_told_alike_that_there_is_no_such_recording(archive: Archive) -> None:
    answers = [
        await archive.get(archive.in_attic),
        await archive.get(archive.unpublished),
        await archive.get(uuid4()),
        await archive.get("general"),
        await archive.get(archive.in_attic, "root", Role.ADMIN),
        await archive.get(archive.in_attic, "chat", Role.SERVICE),
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (404, '{"errors":[{"message":"There is no such recording.","extensions":{"code":"UNKNOWN_RECORDING"}}]}')
    }


@pytest.mark.parametrize("path", ["..%2Fkept%2Fnotes", "%2Fetc%2Fpasswd", "../kept/notes", "notes", "%00"])
async def test_no_path_leads_to_a_file(archive: Archive, path: str) -> None:
    (archive.folder / "notes").write_bytes(CONTENT)
    assert (await archive.get(path)).status_code == 404


async def test_whoever_lost_membership_or_was_deactivated_gets_it_no_more(archive: Archive) -> None:
    directory = archive.world.backend.services.directory
    directory.remove_members(room="general", users=["grace"], cause=CAUSE)
    directory.remove_users(external_ids=["ada"], cause=CAUSE)
    await archive.world.settle()
    assert [(await archive.get(archive.published, by)).status_code for by in ("grace", "ada", "alan")] == [
        404,
        404,
        200,
    ]


async def test_without_a_token_nothing_is_said(archive: Archive) -> None:
    answer = await archive.get(archive.published, None)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    ("asked", "begin", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=1000-1000", 1000, 1001),
        ("bytes=500000-", 500_000, SIZE),
        ("bytes=-10", SIZE - 10, SIZE),
        (f"bytes=-{SIZE * 2}", 0, SIZE),
        (f"bytes=10-{SIZE * 2}", 10, SIZE),
    ],
)
async def test_a_part_of_the_file_is_sent_when_asked_for(archive: Archive, asked: str, begin: int, end: int) -> None:
    answer = await archive.get(archive.published, range=asked)
    assert (answer.status_code, answer.content) == (206, CONTENT[begin:end])
    assert answer.headers["content-range"] == f"bytes {begin}-{end - 1}/{SIZE}"


@pytest.mark.parametrize("asked", ["bytes=9-3", "bytes=-", "lines=1-2", "bytes=0-1,4-5", f"bytes={'9' * 400}-"])
async def test_a_part_that_is_not_understood_is_the_whole_file(archive: Archive, asked: str) -> None:
    answer = await archive.get(archive.published, range=asked)
    assert (answer.status_code, len(answer.content)) == (200, SIZE)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0"])
async def test_a_part_that_does_not_exist_is_refused_with_the_size(archive: Archive, asked: str) -> None:
    answer = await archive.get(archive.published, range=asked)
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{SIZE}")


async def test_a_part_of_another_version_is_not_sent(archive: Archive) -> None:
    answer = await archive.get(archive.published, range="bytes=0-9", if_range='"another"')
    assert (answer.status_code, len(answer.content)) == (200, SIZE)


async def test_a_signed_link_is_good_for_its_recording_and_its_person_for_a_while(archive: Archive) -> None:
    ada = Person(user_id("ada"), "ada", Role.MEMBER)
    link = archive.links.link(archive.published, ada)
    assert (await archive.http.get(link)).content == CONTENT
    for changed in (
        link.replace(str(archive.published), str(archive.in_attic)),
        link.replace("role=member", "role=auditor"),
        link.replace(str(ada.user_id), str(user_id("alan"))),
        link[:-1] + ("0" if link[-1] != "0" else "1"),
        link.split("&signature")[0],
        link.replace("until=", "until=9"),
    ):
        assert (await archive.http.get(changed)).status_code == 401, changed
    archive.clock.now += timedelta(minutes=15)
    assert (await archive.http.get(link)).status_code == 401


async def test_a_signed_link_gives_nobody_more_than_they_may_see(archive: Archive) -> None:
    link = archive.links.link(archive.in_attic, Person(user_id("ada"), "ada", Role.MEMBER))
    assert (await archive.http.get(link)).status_code == 404


async def test_while_the_storage_is_away_the_client_is_told_to_come_back(
    archive: Archive, object_storage: ObjectStorage
) -> None:
    (archive.folder / "file").write_bytes(CONTENT)
    storage = SealedStorage(S3Storage(object_storage.bucket()), archive.world.backend.sealer)
    storage.keep(archive.published, archive.folder / "file")
    archive.downloads._storage = storage
    assert (await archive.get(archive.published, range="bytes=7-99999")).content == CONTENT[7:100_000]
    object_storage.network.cut()
    try:
        answer = await archive.get(archive.published)
    finally:
        object_storage.network.mend()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert (await archive.get(archive.published)).content == CONTENT


class StuckStorage(FolderStorage):
    """Answers nobody until it is let go."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked = 0
        self.let_go = threading.Event()

    def read(self, recording_id: UUID, begin: int, end: int) -> Iterator[bytes]:
        self.asked += 1
        self.let_go.wait()
        return super().read(recording_id, begin, end)


async def test_a_storage_that_does_not_answer_holds_up_nothing_but_downloads(archive: Archive) -> None:
    stuck = StuckStorage(archive.folder)
    archive.downloads._storage = SealedStorage(stuck, archive.world.backend.sealer)
    downloads = [asyncio.create_task(archive.get(archive.published)) for _ in range(2 * THREADS)]
    try:
        await eventually_async(lambda: stuck.asked >= STORAGE_THREADS)
        answer = await asyncio.wait_for(archive.get(archive.unpublished), LONG_ENOUGH)
        assert answer.status_code == 404
    finally:
        stuck.let_go.set()
    assert {answer.content for answer in await asyncio.gather(*downloads)} == {CONTENT}


async def test_members_are_told_that_a_file_was_deleted_and_others_nothing(archive: Archive) -> None:
    recordings = RecordingUseCases(archive.world.backend.services.calls.log, archive.clock)
    for each in (archive.published, archive.in_attic):
        recordings.file_deleted(recording_id=each, retention_days=30, at=after(99), cause=CAUSE)
    answer = await archive.get(archive.published)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error) == (
        410,
        {
            "message": "The recording was kept for as long as recordings are, and is deleted.",
            "extensions": {"code": "RECORDING_DELETED"},
        },
    )
    assert (await archive.get(archive.in_attic)).status_code == 404


async def test_a_client_that_has_the_file_is_told_so_and_no_more(archive: Archive) -> None:
    tag = (await archive.get(archive.published)).headers["etag"]
    for known in (tag, f'W/{tag}, "another"', "*"):
        answer = await archive.get(archive.published, if_none_match=known)
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
        assert answer.headers["cache-control"] == "private, no-cache"
    assert (await archive.get(archive.published, if_none_match='"another"')).status_code == 200
    assert (await archive.get(archive.in_attic, if_none_match="*")).status_code == 404


async def test_a_file_whose_key_is_destroyed_is_gone_before_it_is_deleted(archive: Archive) -> None:
    destroy_key(archive.world.backend.sealer, archive.published)
    assert (await archive.get(archive.published)).status_code == 410


async def test_a_file_that_is_gone_is_no_such_recording(archive: Archive) -> None:
    (archive.folder / f"{archive.published}.webm").unlink()
    assert (await archive.get(archive.published)).status_code == 404
