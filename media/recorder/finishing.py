"""Makes the file of a recording whose process ended before it did."""

from pathlib import Path

from media.recorder.errors import CUT_SHORT, RecordingFailed, RecordingInterrupted
from media.recorder.messages import Busy, Failed, Finished, Interrupted, read_answer
from media.recorder.starting import NO_PROCESS, start_process
from media.recorder.to_the_end import to_the_end


async def finish_journal(journal: Path, file: Path) -> Finished | None:
    """Make the file of a recording from its journal; None while another process has it.

    Raises RecordingFailed if there is nothing to make it from, RecordingInterrupted if it can't be made for now.
    """
    try:
        process = await start_process("finish", journal, file)
    except OSError as problem:
        raise RecordingInterrupted(NO_PROCESS.format(problem.strerror)) from problem
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:  # whoever waited for the file is gone; its journal stays
            process.kill()
            await to_the_end(process.wait())
    answers = [read_answer(line) for line in said.splitlines()]
    match answers[-1] if answers else None:
        case Finished() as finished:
            return finished
        case Busy():
            return None
        case Failed(reason):
            raise RecordingFailed(reason)
        case Interrupted(reason):
            raise RecordingInterrupted(reason)
    raise RecordingInterrupted(CUT_SHORT)
