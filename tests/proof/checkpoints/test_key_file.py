from pathlib import Path

import pytest

from proof.checkpoints.key_file import LogKeyUnusable, add_key, make_key, read_keys
from proof.notes.malformed import Malformed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "log.key"


def test_a_key_is_kept_where_nobody_else_reads_it(file: Path) -> None:
    made = make_key(file, "example.org/log")
    assert read_keys(file) == [made]
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_file_that_others_may_read_or_write_is_refused(file: Path, mode: int) -> None:
    make_key(file, "example.org/log")
    file.chmod(mode)
    with pytest.raises(LogKeyUnusable, match="may be read by others: `chmod 600` it, or others can sign for this log"):
        read_keys(file)


def test_a_key_is_added_to_those_that_are_there(file: Path) -> None:
    first = add_key(file, "example.org/log")
    second = add_key(file, "example.org/log")
    assert read_keys(file) == [first, second]
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_key_never_takes_the_place_of_another(file: Path) -> None:
    first = make_key(file, "example.org/log")
    with pytest.raises(FileExistsError):
        make_key(file, "example.org/log")
    assert read_keys(file) == [first]


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"PRIVATE+KEY+example.org/log+00000000+AAAA\n", b"\xff\xfe", b"hello\n"]
)
def test_what_is_no_key_is_refused_naming_the_file(file: Path, content: bytes) -> None:
    make_key(file, "example.org/log")
    file.write_bytes(content)
    with pytest.raises(LogKeyUnusable, match=r"log\.key"):
        read_keys(file)


def test_a_name_that_no_key_can_have_leaves_no_file(file: Path) -> None:
    with pytest.raises(Malformed):
        make_key(file, "two words")
    assert not file.exists()
