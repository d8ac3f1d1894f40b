"""Types to which everything refers back that belongs to them: named here, so that nobody has to import them."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from api.graphql.calls.call import Call
    from api.graphql.directory.room import Room
    from api.graphql.history.call_message import CallMessage

CallReference = Annotated["Call", strawberry.lazy("api.graphql.calls.call")]
CallMessageReference = Annotated["CallMessage", strawberry.lazy("api.graphql.history.call_message")]
RoomReference = Annotated["Room", strawberry.lazy("api.graphql.directory.room")]
