"""What the payloads of mutations share."""

from typing import TypeVar

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.ids import local_id
from api.graphql.core.nodes import Node, visible

N = TypeVar("N", bound=Node)


@strawberry.type
class Payload:
    """Base of payloads: their ids always say what was done, their objects once the views show it."""

    shown: strawberry.Private[bool]

    async def found(self, info: Info, kind: type[N], id_: strawberry.ID) -> N | None:
        """The object, once the views show it and if it may be seen."""
        return await visible(info.context, kind, local_id(kind.__name__, id_)) if self.shown else None
