from pathlib import Path
from uuid import uuid4

import pytest

from media.node.recordings.work_folder import InUse, WorkFolder

ID = uuid4()


def test_only_one_at_a_time_has_a_claim_on_a_recording(tmp_path: Path) -> None:
    first, second = WorkFolder(tmp_path / "unfinished"), WorkFolder(tmp_path / "unfinished")
    with first.claim(ID):
        with pytest.raises(InUse), second.claim(ID):
            pass
        with second.claim(uuid4()):
            pass
    with second.claim(ID):
        pass


def test_a_recording_that_is_cleared_away_leaves_nothing(tmp_path: Path) -> None:
    work_folder = WorkFolder(tmp_path)
    with work_folder.claim(ID):
        work_folder.journal(ID).write_bytes(b"sound")
        work_folder.file(ID).write_bytes(b"sound")
        assert work_folder.journals() == [ID]
        work_folder.clear(ID)
        work_folder.clear(ID)
    assert not list(tmp_path.iterdir())


def test_what_is_no_journal_of_a_recording_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "notes.journal").write_bytes(b"of somebody")
    assert WorkFolder(tmp_path).journals() == []
    assert WorkFolder(tmp_path / "missing").journals() == []
