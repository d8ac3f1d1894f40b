import json
from uuid import UUID, uuid4

from projections import change_keys

ROOM, USER = UUID(int=1), UUID(int=2)


def test_a_payload_has_the_position_and_the_keys() -> None:
    (payload,) = change_keys.payloads(7, {change_keys.room(ROOM)})
    assert json.loads(payload) == {"position": 7, "keys": [f"room:{ROOM}"]}


def test_a_position_is_told_even_when_nothing_changed() -> None:
    (payload,) = change_keys.payloads(7, set())
    assert json.loads(payload) == {"position": 7, "keys": []}


def test_what_somebody_may_no_longer_see_is_told_first() -> None:
    (payload,) = change_keys.payloads(
        7, {change_keys.call(ROOM), change_keys.access(USER), change_keys.room(ROOM), change_keys.WORKSPACE}
    )
    assert json.loads(payload)["keys"] == [f"access:{USER}", f"call:{ROOM}", f"room:{ROOM}", "workspace"]


def test_many_keys_are_told_in_several_payloads_that_postgresql_takes() -> None:
    changed = {change_keys.access(uuid4()) for _ in range(500)} | {change_keys.room(uuid4()) for _ in range(500)}
    payloads = change_keys.payloads(2**63 - 1, changed)
    assert max(len(payload.encode()) for payload in payloads) < 8_000
    told = [key for payload in payloads for key in json.loads(payload)["keys"]]
    assert (len(told), set(told)) == (1_000, changed)
    assert told == sorted(told)
