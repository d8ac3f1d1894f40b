"""The private keys of the log: a line each, in a file that nobody but its owner may read."""

import os
from pathlib import Path
from stat import S_IMODE

from proof.checkpoints.whole_files import write_whole
from proof.notes.malformed import Malformed
from proof.notes.note_signer import NoteSigner

OTHERS = 0o077  # what nobody but the owner of the file may do with it


class LogKeyUnusable(Exception):
    """The file has no keys, or can't be trusted to keep them; in a sentence."""


def read_keys(file: Path) -> list[NoteSigner]:
    """Raises FileNotFoundError, LogKeyUnusable, OSError."""
    if S_IMODE(file.stat().st_mode) & OTHERS:
        raise LogKeyUnusable(f"{file} may be read by others: `chmod 600` it, or others can sign for this log.")
    try:
        keys = [NoteSigner.parse(line) for line in file.read_text().splitlines() if line.strip()]
    except UnicodeDecodeError:
        keys = []
    except Malformed as problem:
        raise LogKeyUnusable(f"{file}: {problem}") from None
    if not keys:
        raise LogKeyUnusable(f"{file} has no key of a log.")
    return keys


def make_key(file: Path, name: str) -> NoteSigner:
    """A new key, in a file of its own. Raises FileExistsError, Malformed, OSError."""
    key = NoteSigner.new(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(f"{key.written()}\n")
        opened.flush()
        os.fsync(descriptor)
    return key


def add_key(file: Path, name: str) -> NoteSigner:
    """A new key, beside those that the file has, or in a new file. Raises LogKeyUnusable, Malformed, OSError."""
    try:
        keys = read_keys(file)
    except FileNotFoundError:
        return make_key(file, name)
    key = NoteSigner.new(name)
    write_whole(file, "".join(f"{each.written()}\n" for each in (*keys, key)).encode(), mode=0o600)
    return key
