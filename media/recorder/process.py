"""A recording's own process: `python -m media.recorder.process record|finish JOURNAL FILE`.

`record` takes messages on standard input until it is told to stop, then makes the file; when the input just ends, the
media process is gone, and so is this one: its journal stays. `finish` makes the file from a journal that stayed.
Both say what comes of it on standard output. A process of its own decodes, so that no packet waits for a decoder, and
a packet that breaks one breaks nothing else.
"""

import hashlib
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from media.recorder.journal import InUse, Journal, alone_with
from media.recorder.messages import (
    Answer,
    Busy,
    Failed,
    Finished,
    Interrupted,
    RecordingBegan,
    Stop,
    TimePassed,
    read_message,
    written,
)
from media.recorder.recording_session import RecordingSession
from media.recorder.webm import NothingRecorded, write_webm

NICENESS = 10  # forwarding goes first
LOCKED_FOR = 10.0  # s that a process whose media process died may take to notice
BLOCK = 1 << 20  # bytes


class CannotBegin(Exception):
    """There is no journal to record into; the message is a sentence."""


def say(answer: Answer) -> None:
    with suppress(BrokenPipeError):
        sys.stdout.buffer.write(written(answer))
        sys.stdout.buffer.flush()


def record(journal: Path, file: Path, told: BinaryIO) -> None:
    """Raises CannotBegin; later OSError, msgspec.DecodeError, ValueError: what was recorded by then stays."""
    if take_down(opened(journal), told):
        finish(journal, file)


def opened(path: Path) -> Journal:
    """A new journal that can be written to. Raises CannotBegin."""
    try:
        journal = Journal(path)
        journal.flush(0.0)
    except OSError as problem:
        raise CannotBegin(sentence(problem)) from problem
    return journal


def take_down(journal: Journal, told: BinaryIO) -> bool:
    """Journal what is told; whether it was told to stop. The first message says what time it is. Raises OSError."""
    with journal:
        say(RecordingBegan())
        began = read_message(told)
        if not isinstance(began, TimePassed):
            return False
        session = RecordingSession(journal, began.at, say)
        while (message := read_message(told)) is not None:
            if isinstance(message, Stop):
                session.stop(message.at)
                return True
            session.take(message)
    return False


def finish(journal: Path, file: Path) -> None:
    """Make the file whole before it has its name. Raises OSError, InUse."""
    unfinished = file.with_name(f"{file.name}.part")
    with alone_with(journal):
        try:
            extent = write_webm(journal, unfinished)
            size, sha256 = _measured(unfinished)
            unfinished.rename(file)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    say(Finished(size, extent.duration_ms, sha256))


def sentence(problem: OSError) -> str:
    return f"The recording can't be written: {(problem.strerror or str(problem)).lower()}."


def main(order: str, journal: Path, file: Path) -> int:
    try:
        if order == "record":
            record(journal, file, sys.stdin.buffer)
        else:
            _finish_when_free(journal, file)
    except InUse:
        say(Busy())
    except CannotBegin as problem:
        say(Failed(str(problem)))
    except NothingRecorded:
        say(Failed("Nothing had been recorded yet."))
    except OSError as problem:
        say(Interrupted(sentence(problem)))
    except (msgspec.DecodeError, ValueError) as problem:
        say(Interrupted(f"The recorder was told what it doesn't understand: {problem}"))
    else:
        return 0
    return 1


def _finish_when_free(journal: Path, file: Path) -> None:
    until = time.monotonic() + LOCKED_FOR
    while True:
        try:
            return finish(journal, file)
        except InUse:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _measured(file: Path) -> tuple[int, str]:
    """Size and SHA-256, once it is on the disk."""
    digest = hashlib.sha256()
    with file.open("rb") as written_file:
        os.fsync(written_file.fileno())
        while block := written_file.read(BLOCK):
            digest.update(block)
        return written_file.tell(), digest.hexdigest()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
