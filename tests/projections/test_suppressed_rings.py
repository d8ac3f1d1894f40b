"""Whoever may not know can't tell a suppressed ring from one that rings: the same facts, at the same times."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from uuid import UUID

import pytest

from domain.calls.authority import Requester
from domain.consequences.consequences import Consequences
from domain.kernel.errors import CallAlreadyEnded
from domain.kernel.fact import Fact
from tests.databases import new_database
from tests.people import ADA, AT, CAUSE, DIRECT, GRACE, GROUP, at
from tests.projections.scene import Scene

Story = Callable[[Scene], None]


def nobody_answers(scene: Scene) -> None:
    scene.start(DIRECT)
    time_passes(scene)


def the_caller_hangs_up(scene: Scene) -> None:
    call_id, session_id = scene.start(DIRECT)
    scene.turn(4)
    scene.leave(call_id, session_id, ADA)


def the_callee_comes_by_themselves(scene: Scene) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.turn(4)
    scene.join(call_id, GRACE)
    time_passes(scene)


def the_callee_comes_too_late(scene: Scene) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.turn(31)
    with pytest.raises(CallAlreadyEnded):
        scene.join(call_id, GRACE)
    time_passes(scene)


def a_conference_goes_on_without_the_callee(scene: Scene) -> None:
    scene.start(GROUP)
    time_passes(scene)


def the_callee_comes_goes_and_is_rung_again(scene: Scene) -> None:
    call_id, _ = scene.start(GROUP)
    scene.turn(2)
    ring(scene, call_id)
    scene.turn(2)
    session_id = scene.join(call_id, GRACE)
    scene.show()
    scene.turn(2)
    scene.leave(call_id, session_id, GRACE)
    scene.turn(2)
    ring(scene, call_id)
    time_passes(scene)
    ring(scene, call_id)
    scene.turn(5)
    scene.end(call_id)


def ring(scene: Scene, call_id: UUID) -> None:
    scene.hosting.ring(call_id=call_id, user_id=GRACE, by=Requester(ADA), cause=CAUSE)
    scene.show()


def time_passes(scene: Scene) -> None:
    """More than a ring lasts; the timer comes and does what is due."""
    scene.show()
    scene.turn(40)
    for (ring_id,) in scene.query("SELECT subject_id FROM deadlines WHERE kind = 'ring_expiry' ORDER BY due_at"):
        scene.timer(partial(Consequences.expire_ring, ring_id=ring_id, on=at()))
    scene.show()


@pytest.fixture
def scenes(postgres_url: str) -> Iterator[tuple[Scene, Scene]]:
    """Two that are alike, but that in the second one Grace is not to be disturbed."""
    with ExitStack() as stack:
        databases = (stack.enter_context(new_database(postgres_url)) for _ in range(2))
        reachable, undisturbed = (stack.enter_context(Scene(database)) for database in databases)
        for scene in (reachable, undisturbed):
            scene.furnish()
        undisturbed.preferences.change(by=GRACE, do_not_disturb=True, cause=CAUSE)
        yield reachable, undisturbed


@pytest.mark.parametrize(
    "story",
    [
        nobody_answers,
        the_caller_hangs_up,
        the_callee_comes_by_themselves,
        the_callee_comes_too_late,
        a_conference_goes_on_without_the_callee,
        the_callee_comes_goes_and_is_rung_again,
    ],
)
def test_the_same_happens_at_the_same_times(scenes: tuple[Scene, Scene], story: Story) -> None:
    for scene in scenes:
        story(scene)
        scene.show()
    reachable, undisturbed = map(happened, scenes)
    assert [kind for kind, *_ in undisturbed if kind == "Suppressed"] != []
    assert [("Started" if kind == "Suppressed" else kind, *rest) for kind, *rest in undisturbed] == reachable


def happened(scene: Scene) -> list[tuple[object, ...]]:
    """What was recorded of calls and rings, and when."""
    facts = (recorded.fact for recorded in scene.reader.read(0, 10_000))
    return [told(fact) for fact in facts if type(fact).__qualname__.split(".")[0] in ("Call", "Ring", "Room")]


def told(fact: Fact) -> tuple[object, ...]:
    outcome = {name: value for name, value in vars(fact).items() if name in ("reason", "ended_by", "user_id", "state")}
    outcome.pop("reason" if type(fact).__name__ == "Suppressed" else "", None)
    return type(fact).__name__, (fact.timestamp - AT).total_seconds(), fact.cause.actor, outcome
