from uuid import UUID, uuid4

from projections.engine.pool import Pool
from projections.threads import FileRow, MessageRow, ThreadQueries
from tests.people import ADA, AT, CAUSE, CHANNEL, GRACE, GROUP
from tests.projections.scene import Scene


def post(scene: Scene, call_id: UUID, text: str = "Hello", by: UUID = ADA) -> UUID:
    """The message."""
    return scene.threads.post(call_id=call_id, by=by, text=text, cause=CAUSE).answer[1]


async def test_a_message_is_shown_as_it_was_written(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    text = '\n"Grüße" 👩‍👩‍👧 \\u0041 {"a": 1}  ' + "x" * 16_000
    message_id = post(scene, call_id, text, by=GRACE)
    scene.show()
    (message,) = await ThreadQueries(pool).page(call_id, limit=10)
    assert message == MessageRow(message_id, call_id, message.number, GRACE, AT, text=text)
    assert await ThreadQueries(pool).messages([message_id, uuid4()]) == {message_id: message}


async def test_a_file_is_a_message_of_its_own(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    file_id = scene.attach(call_id, ADA)
    scene.show()
    (message,) = await ThreadQueries(pool).page(call_id, limit=10)
    assert message.text is None
    assert message.file == FileRow(file_id, "recording.webm", "video/webm", 2**33, "0" * 64, 60_000)


async def test_a_thread_goes_on_after_the_call(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    first = post(scene, call_id)
    scene.end(call_id)
    scene.show()
    second = post(scene, call_id)
    scene.show()
    assert [message.id for message in await ThreadQueries(pool).page(call_id, limit=10)] == [second, first]


async def test_pages_go_back_and_forth_without_gap_or_overlap(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    written = [post(scene, call_id, str(number)) for number in range(7)]
    other, _ = scene.start(GROUP)
    post(scene, other)
    scene.show()
    thread = ThreadQueries(pool)
    back = await thread.page(call_id, limit=3)
    while page := await thread.page(call_id, limit=3, before=back[-1].number):
        back += page
    assert [message.id for message in back] == written[::-1]
    forth: list[MessageRow] = []
    while page := await thread.page(call_id, limit=3, after=forth[-1].number if forth else 0):
        assert len(page) == min(3, 7 - len(forth))
        forth += page[::-1]
    assert forth == back[::-1]


async def test_messages_of_each_thread_are_counted(scene: Scene, pool: Pool) -> None:
    call_id, _ = scene.start(CHANNEL)
    quiet, _ = scene.start(GROUP)
    unknown = uuid4()
    post(scene, call_id)
    scene.show()
    scene.attach(call_id, ADA)
    post(scene, call_id)
    scene.show()
    assert await ThreadQueries(pool).counts([call_id, quiet, unknown]) == {call_id: 3, quiet: 0, unknown: 0}
