"""The tree over the log, and proofs from it, over GraphQL."""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from api.access.tokens import Role
from proof.leaf import leaf_of
from proof.notes.checkpoint import Checkpoint
from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import SignedNote
from proof.rows import rows
from proof.store import Head, integrated, root_at
from proof.tree import extends, includes
from tests.api.world import World
from tests.patience import eventually

HEAD = "{ workspace { logTree { size rootHash checkpoint } } }"
INCLUSION = """query ($position: BigInt!, $size: BigInt!) { workspace { logTree {
    inclusionProof(position: $position, size: $size) { position size rootHash leafHash hashes } } } }"""
CONSISTENCY = """query ($old: BigInt!, $new: BigInt!) { workspace { logTree {
    consistencyProof(oldSize: $old, newSize: $new) { oldSize newSize oldRootHash newRootHash hashes } } } }"""
AUDITOR: dict[str, Any] = {"by": "iris", "role": Role.AUDITOR}


@pytest.fixture
def connection(world: World, database_url: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as opened:
        eventually(lambda: integrated(opened).size > 3)
        yield opened


def signed(connection: Connection[Any]) -> Head:
    """The tree as it is, of which there is a checkpoint now."""
    head = integrated(connection)
    text = str(Checkpoint("example.org/log", *head))
    note = SignedNote(text, (NoteSigner.new("example.org/log").sign(text),))
    connection.execute(
        "INSERT INTO proof.checkpoints (origin, size, root, note, signed_at) VALUES ('a', %s, %b, %b, now())",
        (*head, bytes(note)),
    )
    return head


async def tree(world: World, query: str = HEAD, **variables: Any) -> Any:
    return (await world.ask(query, **AUDITOR, **variables))["workspace"]["logTree"]


def decoded(hashes: list[str]) -> list[bytes]:
    return [b64decode(each, validate=True) for each in hashes]


async def test_there_is_no_tree_before_it_is_signed(world: World, connection: Connection[Any]) -> None:
    assert await tree(world) is None


async def test_admins_and_auditors_see_the_tree_as_it_was_signed_and_others_none(
    world: World, connection: Connection[Any]
) -> None:
    head = signed(connection)
    found = await tree(world)
    assert Head(found["size"], b64decode(found["rootHash"])) == head
    assert Checkpoint.parse(SignedNote.parse(found["checkpoint"].encode()).text).size == head.size
    assert (await world.ask(HEAD, by="ada", role=Role.ADMIN))["workspace"]["logTree"]["size"] == head.size
    assert (await world.ask(HEAD, by="ada"))["workspace"] == {"logTree": None}


async def test_any_event_is_proved_to_be_in_any_tree_that_has_it(world: World, connection: Connection[Any]) -> None:
    last = signed(connection).size
    for position, size in ((1, 1), (1, last), (2, last - 1), (last, last)):
        found = (await tree(world, INCLUSION, position=position, size=size))["inclusionProof"]
        (row,) = rows(connection, position, position)
        leaf, root = decoded([found["leafHash"], found["rootHash"]])
        assert (leaf, root) == (leaf_of(row), root_at(connection, size))
        assert (found["position"], found["size"]) == (position, size)
        assert includes(leaf, position - 1, size, decoded(found["hashes"]), root)


async def test_the_log_is_proved_to_have_only_grown(world: World, connection: Connection[Any]) -> None:
    last = signed(connection).size
    for old, new in ((1, 1), (1, last), (3, last - 1), (last, last)):
        found = (await tree(world, CONSISTENCY, old=old, new=new))["consistencyProof"]
        old_root, new_root = decoded([found["oldRootHash"], found["newRootHash"]])
        assert (old_root, new_root) == (root_at(connection, old), root_at(connection, new))
        assert (found["oldSize"], found["newSize"]) == (old, new)
        assert extends(old, new, old_root, new_root, decoded(found["hashes"]))


async def test_an_event_that_was_changed_or_is_gone_has_no_proof(world: World, connection: Connection[Any]) -> None:
    last = signed(connection).size
    connection.execute("UPDATE log.events SET recorded_at = recorded_at + interval '1 us' WHERE position = 2")
    changed = (await tree(world, INCLUSION, position=2, size=last))["inclusionProof"]
    leaf, root = decoded([changed["leafHash"], changed["rootHash"]])
    assert not includes(leaf, 1, last, decoded(changed["hashes"]), root)
    connection.execute("DELETE FROM log.events WHERE position = 2")
    assert (await tree(world, INCLUSION, position=2, size=last))["inclusionProof"]["leafHash"] is None


@pytest.mark.parametrize(
    ("query", "variables", "argument"),
    [
        (INCLUSION, {"position": 0, "size": 3}, "position"),
        (INCLUSION, {"position": -1, "size": 3}, "position"),
        (INCLUSION, {"position": 4, "size": 3}, "position"),
        (INCLUSION, {"position": 1, "size": 0}, "size"),
        (INCLUSION, {"position": 1, "size": 9_007_199_254_740_991}, "size"),
        (INCLUSION, {"position": 1, "size": "3"}, "size"),
        (INCLUSION, {"position": 1.5, "size": 3}, "position"),
        (INCLUSION, {"position": True, "size": 3}, "position"),
        (CONSISTENCY, {"old": 0, "new": 3}, "oldSize"),
        (CONSISTENCY, {"old": 4, "new": 3}, "oldSize"),
        (CONSISTENCY, {"old": 1, "new": -3}, "newSize"),
        (CONSISTENCY, {"old": 1, "new": 1_000_000}, "newSize"),
    ],
)
async def test_what_cant_be_proved_is_refused_with_what_can(
    world: World, connection: Connection[Any], query: str, variables: dict[str, Any], argument: str
) -> None:
    signed(connection)
    body = await world.request(query, **AUDITOR, **variables)
    (error,) = body["errors"]
    assert error["extensions"] == {"code": "INVALID_INPUT", "argument": argument}
    assert re.fullmatch(rf"{argument} has to be a whole number from 1 to \d+\.", error["message"])
