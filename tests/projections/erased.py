"""A person who is erased, from the request to the certificate, as far as that is on record."""

from uuid import UUID

from domain.consequences.consequences import Consequences
from domain.directory.room import RoomKind
from domain.directory.use_cases import RoomProfile, UserProfile
from domain.erasure.carrying_out import Traces, begin, complete
from domain.erasure.extent import Extent
from domain.erasure.legal_holds import Scope, ScopeKind
from domain.erasure.use_cases import ErasureUseCases
from domain.kernel.aggregate import Root
from domain.kernel.occasion import Occasion
from tests.people import CAUSE
from tests.projections.scene import Scene


def erase_somebody(scene: Scene) -> tuple[UUID, UUID]:
    """Barbara, who was held first, and her direct room with Ada."""
    (barbara,) = scene.directory.upsert_users(users=[UserProfile("barbara", "Barbara")], cause=CAUSE).answer
    room = RoomProfile("ada-barbara", RoomKind.DIRECT, "Ada, Barbara", members=("ada", "barbara"))
    (room_id,) = scene.directory.upsert_rooms(rooms=[room], cause=CAUSE).answer
    erasures = ErasureUseCases(scene.log, scene.clock)
    held = Scope(ScopeKind.PERSON, barbara)
    (hold_id,) = erasures.place_hold(scope=held, case="4711", by=None, admin=True, cause=CAUSE).answer
    (erasure_id,) = erasures.request(person_id=barbara, case="A-1", by=None, admin=True, cause=CAUSE).answer
    erasures.withdraw(erasure_id=erasure_id, by=None, admin=True, cause=CAUSE)
    erasures.request(person_id=barbara, case="A-2", by=None, admin=True, cause=CAUSE)
    on, traces = Occasion(scene.now, CAUSE), Traces(frozenset({room_id}), frozenset())

    def begun(consequences: Consequences) -> tuple[Root, ...]:
        return begin(consequences.log, erasure_id, traces, on)

    scene.timer(begun)
    erasures.release_hold(hold_id=hold_id, by=None, admin=True, cause=CAUSE)
    scene.timer(begun)
    scene.timer(lambda consequences: complete(consequences.log, erasure_id, Extent(1, 2, 2, "ab" * 32), on))
    return barbara, room_id
