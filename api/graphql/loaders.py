"""Batched loading: what many resolvers of one execution ask for becomes one statement per table."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from api.graphql.access import Access
from api.graphql.views import Views

T = TypeVar("T")


def one_of_each(load: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, T]]]) -> DataLoader[UUID, T | None]:
    async def batch(ids: list[UUID]) -> list[T | None]:
        found = await load(ids)
        return [found.get(id_) for id_ in ids]

    return DataLoader(batch)


def some_of_each(load: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, list[T]]]]) -> DataLoader[UUID, list[T]]:
    async def batch(ids: list[UUID]) -> list[list[T]]:
        found = await load(ids)
        return [found.get(id_, []) for id_ in ids]

    return DataLoader(batch)


class Loaders:
    """The loaders of one execution; what they loaded is as old as they are."""

    def __init__(self, views: Views, access: Access) -> None:
        self.users = one_of_each(views.directory.users)
        self.rooms = one_of_each(views.directory.rooms)
        self.calls = one_of_each(views.live_calls.calls)
        self.ongoing = one_of_each(views.live_calls.ongoing)
        self.sessions = some_of_each(views.live_calls.sessions)
        self.tracks = some_of_each(views.live_calls.tracks)
        self.rings = one_of_each(views.rings.rings)
        self.rings_of_call = some_of_each(views.rings.of_calls)
        self.messages = one_of_each(views.room_timeline.messages)
        self.logs = one_of_each(views.conference_log.logs)
        self.attendances = some_of_each(views.conference_log.attendances)
        self.seen_rooms = self._seen(access)

    def _seen(self, access: Access) -> DataLoader[UUID, bool]:
        async def batch(room_ids: list[UUID]) -> list[bool]:
            seen = await access.visible(room_ids)
            return [room_id in seen for room_id in room_ids]

        return DataLoader(batch)
