"""Whether the viewer may do something: what a mutation would ask of the aggregates is asked of the views."""

from collections.abc import Callable
from uuid import UUID

from api.access.person import Person
from api.access.tokens import Role
from api.graphql.core.context import Context
from domain.kernel.errors import DomainError
from domain.workspace.settings import Level, Settings
from projections.directory import RoomRow


def acting(context: Context) -> Person | None:
    """The viewer, if they may act: auditors only look, services never call, and nobody acts in the past."""
    person = context.person if context.past is None else None
    return None if person is None or person.role in (Role.AUDITOR, Role.SERVICE) else person


def hold(*conditions: Callable[[], None]) -> bool:
    """Whether none of the conditions raises a refusal."""
    try:
        for require in conditions:
            require()
    except DomainError:
        return False
    return True


async def room_and_settings(context: Context, room_id: UUID) -> tuple[RoomRow, Settings]:
    """A room that a row names, and the settings in force there."""
    room = await context.loaders.rooms.load(room_id)
    assert room is not None, "rows name rooms that there are"
    return room, (await context.loaders.settings.load(Level(room.kind, room.id))).settings
