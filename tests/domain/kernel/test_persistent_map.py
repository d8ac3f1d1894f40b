"""A map that never changes, and of which another one with one value more is made."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.persistent_map import PersistentMap

IDS = st.integers(0, 2**128 - 1).map(lambda number: UUID(int=number)) | st.sampled_from([UUID(int=n) for n in range(4)])


@given(st.lists(st.tuples(IDS, st.integers())))
def test_it_holds_what_a_dictionary_would(changes: list[tuple[UUID, int]]) -> None:
    expected: dict[UUID, int] = {}
    found: PersistentMap[int] = PersistentMap()
    for id_, value in changes:
        earlier, had = found, dict(found)
        expected[id_] = value
        found = found.having(id_, value)
        assert earlier == had
    assert found == expected == PersistentMap(expected)
    assert len(found) == len(expected)
    assert {id_: found[id_] for id_ in expected} == expected
    assert found.get(UUID(int=2**64)) == expected.get(UUID(int=2**64))


def test_it_reads_like_a_dictionary() -> None:
    id_ = uuid4()
    assert repr(PersistentMap({id_: True})) == repr({id_: True})
