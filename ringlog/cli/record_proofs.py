"""Proofs that what a record rests on is in the log, a file for each fact."""

from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path

from api.backend.proven_log import LogUnavailable, NotPublished, ProvenLog
from event_log.application import Ringlog
from ringlog.cli.preparing import fail


def proofs_of(database_url: str, positions: Collection[int]) -> dict[int, bytes]:
    """By the newest checkpoint that is witnessed, or else the newest. Ends the command where there is none yet."""
    with Ringlog(env={"DATABASE_URL": database_url}) as log, closing(ProvenLog(database_url, log)) as proven_log:
        try:
            return {position: proven_log.proof(position) for position in positions}
        except NotPublished as problem:
            fail(f"There are no proofs of this record yet: {problem}")
        except LogUnavailable as problem:
            fail(f"The event log can't be read: {problem}")


def put_proofs(proofs: Mapping[int, bytes], folder: Path) -> None:
    """Each as POSITION.tlog-proof."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for position, proof in proofs.items():
            (folder / f"{position}.tlog-proof").write_bytes(proof)
    except OSError as problem:
        fail(f"No proofs can be written to {folder}: {problem.strerror}.")
