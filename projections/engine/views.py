"""The read models that a program makes, as the engine is handed them."""

from collections.abc import Collection, Iterator
from functools import cached_property

from projections.engine.made_of import fingerprint
from projections.engine.view import View


class Views:
    """All read models of a program."""

    def __init__(
        self,
        views: Collection[type[View]],
        *,
        urgent: Collection[type[View]],
        access: type[View],
        unseen: Collection[type[View]],
    ) -> None:
        """`urgent` ones are made again before the others. `access` says who may see what, but nobody sees `unseen`."""
        self._views = views
        self.urgent = urgent
        self._access = access
        self._unseen = unseen

    def __iter__(self) -> Iterator[type[View]]:
        return iter(self._views)

    def __len__(self) -> int:
        return len(self._views)

    @property
    def names(self) -> list[str]:
        """By which the database knows them."""
        return [view.__name__ for view in self]

    @cached_property
    def versions(self) -> dict[str, str]:
        """What this program makes of each view: it changes with anything that decides about the rows (`made_of`)."""
        return {view.__name__: fingerprint(view.__module__, view.__name__, view.statements()) for view in self}

    @property
    def unlogged(self) -> list[type[View]]:
        """Those that have plain texts, in tables that are kept out of the write-ahead log and of base backups."""
        return [view for view in self if view.unlogged]

    def neglected_with(self, views: Collection[str]) -> set[str]:
        """Which views have to stand still when these do: with the one about access all that readers see.

        Without it nobody notices who has lost access, and they would go on seeing what is new.
        """
        if self._access.__name__ not in views:
            return set(views)
        return {*views, *(view.__name__ for view in self if view not in self._unseen)}
