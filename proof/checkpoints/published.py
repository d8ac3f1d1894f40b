"""What was published, as the database knows it, and what witnesses said to it. All functions raise psycopg.Error."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from event_log.queries import named_queries
from proof.notes.checkpoint import Checkpoint
from proof.notes.signed_note import Signature, SignedNote
from proof.notes.verifier_key import VerifierKey

QUERIES = named_queries(Path(__file__).with_suffix(".sql"))


@dataclass(frozen=True)
class Published:
    """A checkpoint. `note`: with its signatures; `witnessed_at`: when enough witnesses had cosigned it."""

    origin: str
    size: int
    root: bytes
    note: bytes
    signed_at: datetime
    witnessed_at: datetime | None

    def signed(self) -> SignedNote:
        return SignedNote.parse(self.note)


class Witnessed(NamedTuple):
    """A witness: up to where it has cosigned, when it last did, and why it didn't the last time, in a sentence."""

    name: str
    size: int
    cosigned_at: datetime | None
    problem: str | None


def newest(connection: Connection[Any]) -> Published | None:
    """Of this log, whatever it was called."""
    return _one(connection, "newest")


def largest(connection: Connection[Any], origin: str) -> Published | None:
    return _one(connection, "largest", origin=origin)


def newest_witnessed(connection: Connection[Any], origin: str, size: int = 0) -> Published | None:
    """Which enough witnesses have cosigned, and in which there are at least so many events."""
    return _one(connection, "newest_witnessed", origin=origin, size=size)


@contextmanager
def one_at_a_time(connection: Connection[Any]) -> Iterator[None]:
    """Nobody else publishes until the block ends. What was added is on disk then."""
    with connection.transaction():
        connection.execute("SET LOCAL synchronous_commit = on")
        connection.execute(QUERIES["lock"])
        yield


def follows(connection: Connection[Any], checkpoint: Checkpoint, former_origins: Sequence[str]) -> bool:
    """Whether what was published last is of fewer events, or of a former name of the log."""
    last = newest(connection)
    if last is None or last.origin in former_origins:
        return True
    row = largest(connection, checkpoint.origin)
    return last.origin == checkpoint.origin and (row is None or row.size < checkpoint.size)


def add(connection: Connection[Any], checkpoint: Checkpoint, note: SignedNote, at: datetime) -> None:
    """Publish it, within `one_at_a_time`."""
    connection.execute(
        QUERIES["add"],
        {
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "root": checkpoint.root,
            "note": bytes(note),
            "signed_at": at,
        },
    )


def cosign(
    connection: Connection[Any],
    published: Published,
    cosignatures: Iterable[Signature],
    suffices: Callable[[SignedNote], bool],
    at: datetime,
) -> None:
    """Add cosignatures to what others have cosigned meanwhile. `suffices`: whether enough have, by then."""
    place = {"origin": published.origin, "size": published.size}
    with connection.transaction():
        row = connection.execute(QUERIES["to_cosign"], place).fetchone()
        if row is not None:
            note = SignedNote.parse(row[0]).signed_also(cosignatures)
            witnessed_at = at if suffices(note) else None
            connection.execute(QUERIES["cosign"], {**place, "note": bytes(note), "witnessed_at": witnessed_at})


def prune(connection: Connection[Any], before: datetime) -> None:
    """Leave one checkpoint an hour of those that were signed before."""
    connection.execute(QUERIES["prune"], {"before": before})


def end_of_log(connection: Connection[Any]) -> int:
    return int(_only(connection, "end_of_log"))


def tell(connection: Connection[Any], problem: str | None, at: datetime) -> None:
    """Say why nothing is published, for those who ask elsewhere; None: all is well."""
    connection.execute(QUERIES["tell"], {"problem": problem, "at": at})


def problem(connection: Connection[Any]) -> str | None:
    """What was told last."""
    told: str | None = _only(connection, "problem")
    return told


# Witnesses


def cosigned_size(connection: Connection[Any], witness: VerifierKey, origin: str) -> int:
    """Up to where we know that it has cosigned."""
    row = connection.execute(QUERIES["witness"], {"verifier_key": str(witness), "origin": origin}).fetchone()
    return 0 if row is None else row[0]


def witness_cosigned(
    connection: Connection[Any], witness: VerifierKey, name: str, published: Published, at: datetime
) -> None:
    connection.execute(
        QUERIES["witness_cosigned"],
        {"verifier_key": str(witness), "origin": published.origin, "name": name, "size": published.size, "at": at},
    )


def witness_didnt(
    connection: Connection[Any], witness: VerifierKey, name: str, origin: str, why: str, *, disputes: bool
) -> None:
    """`disputes`: since it has cosigned what isn't in our log."""
    connection.execute(
        QUERIES["witness_didnt"],
        {"verifier_key": str(witness), "origin": origin, "name": name, "problem": why, "disputes": disputes},
    )


def disputing(connection: Connection[Any], origin: str) -> dict[str, str]:
    """Why, by the public keys of the witnesses that know another log of this name."""
    return dict(connection.execute(QUERIES["disputing"], {"origin": origin}).fetchall())


def witnesses(connection: Connection[Any], origin: str) -> list[Witnessed]:
    rows = connection.execute(QUERIES["witnesses"], {"origin": origin}).fetchall()
    return [Witnessed(*row) for row in rows]


def _one(connection: Connection[Any], query: str, **parameters: object) -> Published | None:
    with connection.cursor(row_factory=class_row(Published)) as cursor:
        return cursor.execute(QUERIES[query], parameters).fetchone()


def _only(connection: Connection[Any], query: str) -> Any:
    row = connection.execute(QUERIES[query]).fetchone()
    assert row is not None
    return row[0]
