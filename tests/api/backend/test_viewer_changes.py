"""What is told whoever watches all their rooms."""

from uuid import uuid4

from api.backend.viewer_changes import MOST_ROOMS, ViewerChanges
from projections import connect_views
from projections.directory import DirectoryQueries
from runtime.presence.read_positions import UnreadThreads


async def test_more_changes_than_one_answer_may_have_are_told_one_part_after_the_other() -> None:
    ada, rooms = uuid4(), [uuid4() for _ in range(2 * MOST_ROOMS + 1)]
    nowhere = connect_views("")  # nobody's rooms are asked for
    changes = ViewerChanges(DirectoryQueries(nowhere), UnreadThreads(nowhere))
    async with changes.watch(ada) as watch:
        for room_id in rooms:
            watch.room_changed(room_id, batch=1)
        watch.own_changed()
        told = [await anext(watch) for _ in range(3)]
        assert [len(change.rooms) for change in told] == [MOST_ROOMS, MOST_ROOMS, 1]
        assert [change.own for change in told] == [True, False, False]
        assert frozenset().union(*(change.rooms for change in told)) == {*rooms}
        watch.room_changed(rooms[0], batch=2)
        assert (await anext(watch)).rooms == {rooms[0]}
