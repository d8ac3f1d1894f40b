"""Keeping and reading recordings, in a folder and in a real S3-compatible storage."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import obstore
import pytest

from runtime.config import Config
from runtime.storage.folder_storage import FolderStorage
from runtime.storage.s3_storage import BLOCK, PART, S3Storage, _endpoint
from runtime.storage.storage import RecordingStorage, open_storage, recordings_folder
from tests.runtime.storage.object_storage import ObjectStorage

SIZE = 2 * PART + 12_345  # sent in three parts, read in many blocks
ID = uuid4()


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> RecordingStorage:
    if request.param == "folder":
        return FolderStorage(tmp_path / "kept")
    objects: ObjectStorage = request.getfixturevalue("object_storage")
    return S3Storage(objects.bucket(prefix=f"of/{uuid4()}"))


def made(folder: Path, size: int = SIZE) -> tuple[Path, bytes]:
    content = os.urandom(size)
    (folder / "made").write_bytes(content)
    return folder / "made", content


def all_of(blocks: Iterator[bytes]) -> bytes:
    return b"".join(blocks)


def test_what_is_kept_is_read_whole_and_in_parts(storage: RecordingStorage, tmp_path: Path) -> None:
    file, content = made(tmp_path)
    storage.keep(ID, file)
    assert not file.exists()
    assert all_of(storage.read(ID, 0, SIZE)) == content
    for begin, end in ((0, 1), (100, 300), (BLOCK - 1, BLOCK + 1), (3 * BLOCK, 5 * BLOCK), (SIZE - 1, SIZE)):
        assert all_of(storage.read(ID, begin, end)) == content[begin:end]


def test_it_is_read_in_blocks_so_that_no_file_has_to_fit_into_memory(storage: RecordingStorage, tmp_path: Path) -> None:
    file, _ = made(tmp_path)
    storage.keep(ID, file)
    assert max(map(len, storage.read(ID, 0, SIZE))) <= BLOCK


def test_keeping_one_again_takes_the_place_of_the_first(storage: RecordingStorage, tmp_path: Path) -> None:
    storage.keep(ID, made(tmp_path)[0])
    again, content = made(tmp_path, 1000)
    storage.keep(ID, again)
    assert all_of(storage.read(ID, 0, 1000)) == content


def test_what_is_not_there_is_a_file_not_found_at_once(storage: RecordingStorage) -> None:
    with pytest.raises(FileNotFoundError):
        storage.read(uuid4(), 0, 10)


def test_what_is_deleted_is_gone_and_deleting_it_again_does_nothing(storage: RecordingStorage, tmp_path: Path) -> None:
    storage.keep(ID, made(tmp_path, 1000)[0])
    storage.delete(ID)
    with pytest.raises(FileNotFoundError):
        storage.read(ID, 0, 10)
    storage.delete(ID)


def test_an_object_says_what_it_holds(object_storage: ObjectStorage, tmp_path: Path) -> None:
    storage = S3Storage(object_storage.bucket(prefix="of/ringlog"))
    storage.keep(ID, made(tmp_path, 1000)[0])
    found = obstore.get(S3Storage(object_storage.bucket())._store, f"of/ringlog/{ID}.webm")
    assert found.attributes == {"Content-Type": "video/webm", "recording": str(ID)}


def test_a_wrong_key_and_a_missing_bucket_are_said_and_the_file_stays(
    object_storage: ObjectStorage, tmp_path: Path
) -> None:
    file, content = made(tmp_path)
    wrong_key = S3Storage(object_storage.bucket(secret="another"))
    no_bucket = S3Storage(object_storage.bucket(name="nothing-there"))
    for storage, code in ((wrong_key, "SignatureDoesNotMatch"), (no_bucket, "NoSuchBucket")):
        for use in (partial(storage.keep, ID, file), partial(storage.read, ID, 0, 10)):
            with pytest.raises(OSError, match=code) as refused:
                use()
            assert not isinstance(refused.value, FileNotFoundError)
            assert refused.value.strerror == f"the storage refuses it ({code})"
    assert file.read_bytes() == content


def test_a_storage_that_is_away_is_said_and_the_file_stays(object_storage: ObjectStorage, tmp_path: Path) -> None:
    storage = S3Storage(object_storage.bucket())
    file, content = made(tmp_path)
    object_storage.network.cut()
    try:
        for use in (lambda: storage.keep(ID, file), lambda: storage.read(ID, 0, 10), lambda: storage.delete(ID)):
            with pytest.raises(OSError, match="the storage can't be reached"):
                use()
        assert file.read_bytes() == content
    finally:
        object_storage.network.mend()
    storage.keep(ID, file)
    assert all_of(storage.read(ID, 0, SIZE)) == content


def test_the_bucket_is_in_the_path_or_in_the_host_name(object_storage: ObjectStorage) -> None:
    assert _endpoint(object_storage.bucket()) == object_storage.endpoint
    assert _endpoint(object_storage.bucket(path_style=False)) == object_storage.endpoint.replace("://", "://calls.")


def test_recordings_are_kept_where_they_are_configured_to_be(object_storage: ObjectStorage, tmp_path: Path) -> None:
    default = Config(data_folder=tmp_path)
    elsewhere = Config(data_folder=tmp_path, recordings=str(tmp_path / "elsewhere"))
    in_bucket = Config.model_validate({"data_folder": tmp_path, **object_storage.settings()})
    assert [recordings_folder(config) for config in (default, elsewhere, in_bucket)] == [
        tmp_path / "recordings",
        tmp_path / "elsewhere",
        tmp_path / "recordings",
    ]
    assert isinstance(open_storage(default), FolderStorage)
    storage = open_storage(in_bucket)
    storage.keep(ID, made(tmp_path, 1000)[0])
    assert len(all_of(S3Storage(object_storage.bucket(prefix="of/ringlog")).read(ID, 0, 1000))) == 1000
