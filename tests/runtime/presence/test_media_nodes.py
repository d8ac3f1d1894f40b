from typing import Any
from uuid import uuid4

from psycopg import Connection
from psycopg_pool import ConnectionPool

from runtime.presence.media_nodes import UP_FOR, MediaNode, MediaNodes

ONE = MediaNode("one", "http://127.0.0.1:1", "token-one")
TWO = MediaNode("two", "http://127.0.0.1:2", "token-two")


def test_a_call_stays_on_its_node_while_that_is_up(pool: ConnectionPool[Connection[Any]]) -> None:
    nodes, call_id = MediaNodes(pool), uuid4()
    nodes.announce(ONE)
    placed = nodes.place(call_id)
    assert placed is not None
    assert placed.node == ONE
    nodes.announce(TWO)
    assert nodes.place(call_id) == placed
    assert nodes.moved({call_id: placed.generation}) == {}


def test_a_new_call_goes_to_the_node_with_the_fewest(pool: ConnectionPool[Connection[Any]]) -> None:
    nodes = MediaNodes(pool)
    nodes.announce(ONE)
    nodes.announce(TWO)
    placed = [nodes.place(uuid4()) for _ in range(4)]
    assert sorted(each.node.node_id for each in placed if each) == ["one", "one", "two", "two"]


def test_a_call_moves_when_its_node_is_gone_and_a_node_that_was_only_away_sees_that_it_did(
    pool: ConnectionPool[Connection[Any]],
) -> None:
    nodes, call_id = MediaNodes(pool), uuid4()
    nodes.announce(ONE)
    before = nodes.place(call_id)
    with pool.connection() as connection:
        connection.execute("UPDATE presence.media_nodes SET seen_at = seen_at - %s", (UP_FOR,))
    nodes.announce(TWO)
    now = nodes.place(call_id)
    assert before is not None
    assert now is not None
    assert now.node == TWO
    nodes.announce(ONE)
    assert nodes.place(call_id) == now
    assert nodes.moved({call_id: before.generation, uuid4(): 1}) == {call_id: now.generation}
    assert now.generation > before.generation


def test_a_call_that_moves_away_and_back_is_of_another_generation(pool: ConnectionPool[Connection[Any]]) -> None:
    nodes, call_id = MediaNodes(pool), uuid4()
    nodes.announce(ONE)
    first = nodes.place(call_id)
    nodes.withdraw("one")
    nodes.announce(ONE)
    again = nodes.place(call_id)
    assert first is not None
    assert again is not None
    assert again.generation > first.generation


def test_without_a_node_a_call_has_no_place(pool: ConnectionPool[Connection[Any]]) -> None:
    nodes, call_id = MediaNodes(pool), uuid4()
    assert nodes.place(call_id) is None
    nodes.announce(ONE)
    nodes.withdraw("one")
    assert nodes.place(call_id) is None
