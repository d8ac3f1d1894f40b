"""Batched loading: what many resolvers of one execution ask for becomes one statement per table."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from api.graphql.access import Access
from api.graphql.settings_there import SettingsThere
from api.graphql.views import Views
from domain.clock import Clock
from domain.settings import Level

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


def _counts(load: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, int]]]) -> DataLoader[UUID, int]:
    async def batch(ids: list[UUID]) -> list[int]:
        found = await load(ids)
        return [found[id_] for id_ in ids]

    return DataLoader(batch)


class Loaders:
    """The loaders of one execution; what they loaded is as old as they are."""

    def __init__(self, views: Views, access: Access, clock: Clock) -> None:
        self.users = one_of_each(views.directory.users)
        self.rooms = one_of_each(views.directory.rooms)
        self.calls = one_of_each(views.live_calls.calls)
        self.ongoing = one_of_each(views.live_calls.ongoing)
        self.sessions = some_of_each(views.live_calls.sessions)
        self.tracks = some_of_each(views.live_calls.tracks)
        self.floor_sessions = some_of_each(views.floor.sessions)
        self.hands = some_of_each(views.floor.hands)
        self.reactions = some_of_each(lambda call_ids: views.floor.reactions(call_ids, clock()))
        self.screen_shares = one_of_each(views.floor.screen_shares)
        self.message_counts = _counts(views.threads.counts)
        self.messages_of_threads = one_of_each(views.threads.messages)
        self.settings = self._settings(views)
        self.rings = one_of_each(views.rings.rings)
        self.rings_of_call = some_of_each(views.rings.of_calls)
        self.messages = one_of_each(views.room_timeline.messages)
        self.logs = one_of_each(views.conference_log.logs)
        self.attendances = some_of_each(views.conference_log.attendances)
        self.seen_rooms = self._seen(access)

    def _settings(self, views: Views) -> DataLoader[Level, SettingsThere]:
        async def batch(levels: list[Level]) -> list[SettingsThere]:
            changes = await views.settings.changes()
            return [SettingsThere.of(changes, level) for level in levels]

        return DataLoader(batch)

    def _seen(self, access: Access) -> DataLoader[UUID, bool]:
        async def batch(room_ids: list[UUID]) -> list[bool]:
            seen = await access.visible(room_ids)
            return [room_id in seen for room_id in room_ids]

        return DataLoader(batch)
