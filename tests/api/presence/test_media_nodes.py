from typing import Any
from uuid import uuid4

from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.presence.media_nodes import UP_FOR, MediaNode, MediaNodes
from tests.domain.people import AT, after

ONE = MediaNode("one", "http://127.0.0.1:1", "token-one")
TWO = MediaNode("two", "http://127.0.0.1:2", "token-two")


def test_a_call_stays_on_its_node_while_that_is_up(pool: ConnectionPool[Connection[Any]]) -> None:
    nodes, call_id = MediaNodes(pool), uuid4()
    nodes.announce(ONE, AT)
    placed = nodes.place(call_id, AT)
    assert placed is not None
    assert placed.node == ONE
    nodes.announce(TWO, AT)
    assert nodes.place(call_id, after(1)) == placed
    assert nodes.moved({call_id: placed.generation}) == {}


def test_a_new_call_goes_to_the_node_with_the_fewest(pool: ConnectionPool[Connection[Any]]) -> None:
    nodes = MediaNodes(pool)
    nodes.announce(ONE, AT)
    nodes.announce(TWO, AT)
    placed = [nodes.place(uuid4(), AT) for _ in range(4)]
    assert sorted(each.node.node_id for each in placed if each) == ["one", "one", "two", "two"]


def test_a_call_moves_when_its_node_is_gone_and_a_node_that_was_only_away_sees_that_it_did(
    pool: ConnectionPool[Connection[Any]],
) -> None:
    nodes, call_id = MediaNodes(pool), uuid4()
    nodes.announce(ONE, AT)
    before = nodes.place(call_id, AT)
    later = AT + UP_FOR
    nodes.announce(TWO, later)
    now = nodes.place(call_id, later)
    assert before is not None
    assert now is not None
    assert now.node == TWO
    nodes.announce(ONE, later)
    assert nodes.place(call_id, later) == now
    assert nodes.moved({call_id: before.generation, uuid4(): 1}) == {call_id: now.generation}
    assert now.generation > before.generation


def test_a_call_that_moves_away_and_back_is_of_another_generation(pool: ConnectionPool[Connection[Any]]) -> None:
    nodes, call_id = MediaNodes(pool), uuid4()
    nodes.announce(ONE, AT)
    first = nodes.place(call_id, AT)
    nodes.withdraw("one")
    nodes.announce(ONE, AT)
    again = nodes.place(call_id, AT)
    assert first is not None
    assert again is not None
    assert again.generation > first.generation


def test_without_a_node_a_call_has_no_place(pool: ConnectionPool[Connection[Any]]) -> None:
    nodes, call_id = MediaNodes(pool), uuid4()
    assert nodes.place(call_id, AT) is None
    nodes.announce(ONE, AT)
    nodes.withdraw("one")
    assert nodes.place(call_id, AT) is None
