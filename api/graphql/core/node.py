"""The Relay interface of things that can be fetched again by their id."""

import strawberry


@strawberry.interface(description="Something that can be fetched again by its id.")
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque, and unique among all things of all types.")
