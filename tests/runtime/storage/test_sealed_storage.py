"""What is stored of recordings can't be read without their keys, and in any part with them."""

import os
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from event_log.application import Ringlog
from event_log.vault.keys import Keys
from event_log.vault.sealing import Sealer
from runtime.storage.folder_storage import FolderStorage
from runtime.storage.sealed_file import CHUNK, HEAD
from runtime.storage.sealed_storage import FileExpired, SealedStorage
from tests.event_log.vault.lost_keys import lost_keys

SIZE = 9 * CHUNK + 12_345
PARTS = ((0, 1), (100, 300), (CHUNK - 1, CHUNK + 1), (CHUNK, 2 * CHUNK), (3 * CHUNK + 5, SIZE), (SIZE - 1, SIZE))


class Shelf:
    """A storage in a folder, and what lies in that."""

    def __init__(self, log: Ringlog, folder: Path) -> None:
        self.log, self.folder = log, folder
        self.plain = FolderStorage(folder)
        self.storage = SealedStorage(self.plain, log.sealer)

    def keep(self, size: int = SIZE, *, plain: bool = False, recording_id: UUID | None = None) -> tuple[UUID, bytes]:
        content, id_ = os.urandom(size), recording_id or uuid4()
        made = self.folder.with_name("made")
        made.write_bytes(content)
        (self.plain if plain else self.storage).keep(id_, made)
        assert list(self.folder.parent.glob("made*")) == []
        return id_, content

    def read(self, recording_id: UUID, begin: int, end: int) -> bytes:
        return b"".join(self.storage.read(recording_id, begin, end))

    def stored(self, recording_id: UUID) -> Path:
        return self.folder / f"{recording_id}.webm"


def destroy_key(sealer: Sealer, recording_id: UUID) -> None:
    """As the worker does, and known to this process at once."""
    assert isinstance(sealer.keys, Keys)
    sealer.keys.destroy([recording_id])


@pytest.fixture
def shelf(log: Ringlog, tmp_path: Path) -> Shelf:
    return Shelf(log, tmp_path / "kept")


def test_what_is_kept_is_read_whole_and_in_parts_and_is_nowhere_in_the_clear(shelf: Shelf) -> None:
    recording_id, content = shelf.keep()
    assert shelf.read(recording_id, 0, SIZE) == content
    for begin, end in PARTS:
        assert shelf.read(recording_id, begin, end) == content[begin:end], (begin, end)
    assert content[:32] not in shelf.stored(recording_id).read_bytes()
    whole_chunks, nothing = shelf.keep(2 * CHUNK), shelf.keep(0)
    for id_, kept in (whole_chunks, nothing):
        assert shelf.read(id_, 0, len(kept)) == kept


def test_with_the_key_goes_the_file_also_where_it_is_put_back(shelf: Shelf) -> None:
    recording_id, _ = shelf.keep()
    backup = shelf.stored(recording_id).read_bytes()
    destroy_key(shelf.log.sealer, recording_id)
    shelf.storage.delete(recording_id)
    with pytest.raises(FileNotFoundError):
        shelf.read(recording_id, 0, 1)
    shelf.stored(recording_id).write_bytes(backup)
    with pytest.raises(FileExpired):
        shelf.read(recording_id, 0, 1)


def test_a_file_from_before_is_read_as_ever(shelf: Shelf) -> None:
    recording_id, content = shelf.keep(plain=True)
    for begin, end in ((0, SIZE), *PARTS):
        assert shelf.read(recording_id, begin, end) == content[begin:end]
    destroy_key(shelf.log.sealer, recording_id)
    with pytest.raises(FileExpired):
        shelf.read(recording_id, 0, 1)


def test_a_plain_file_in_the_place_of_a_sealed_one_is_refused_also_where_the_vault_lacks_the_key(
    shelf: Shelf, database_url: str
) -> None:
    recording_id, _ = shelf.keep()
    shelf.stored(recording_id).write_bytes(b"a plain file")
    with (
        lost_keys(database_url, recording_id),
        Ringlog(env={"DATABASE_URL": database_url}) as restarted,
        pytest.raises(OSError, match="the vault has no key for the file"),
    ):
        SealedStorage(shelf.plain, restarted.sealer).read(recording_id, 0, 1)


def test_whoever_changes_what_is_stored_is_noticed(shelf: Shelf) -> None:
    recording_id, _ = shelf.keep()
    stored = shelf.stored(recording_id)
    whole = stored.read_bytes()
    other, _ = shelf.keep()
    for changed in (
        whole[:-1],  # cut off
        whole[: HEAD - 1],
        whole[:HEAD] + whole[HEAD + CHUNK + 16 :],  # a chunk is missing
        whole[:500] + bytes([whole[500] ^ 1]) + whole[501:],
        whole[:15] + bytes([whole[15] ^ 1]) + whole[16:],  # how long it says it is
        shelf.stored(other).read_bytes(),  # of another recording
        b"a plain file",
    ):
        stored.write_bytes(changed)
        with pytest.raises(OSError, match="the stored file isn't what was stored"):
            shelf.read(recording_id, 0, SIZE)
    stored.write_bytes(whole)
    shelf.read(recording_id, 0, SIZE)


def test_what_can_t_be_stored_stays_where_it_is(shelf: Shelf) -> None:
    shelf.folder.write_text("in the way")
    made = shelf.folder.with_name("made")
    made.write_bytes(b"sound")
    with pytest.raises(OSError, match="exists"):
        shelf.storage.keep(uuid4(), made)
    assert [each.name for each in shelf.folder.parent.glob("made*")] == ["made"]
