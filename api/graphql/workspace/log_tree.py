"""The tree over the log: its head, and proofs from it, for admins and auditors."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

import strawberry
from graphql import GraphQLError

from api.backend.proven_log import LogUnavailable, NotPublished
from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.paging import wrong_argument
from api.graphql.core.scalars import BigInt
from runtime.thread_pools import in_thread

T = TypeVar("T")

Position = Annotated[BigInt, strawberry.argument(description="The event's position in the log, from 1 on.")]
Size = Annotated[
    BigInt, strawberry.argument(description="The size of the tree that the event shall be proved to be in.")
]
OldSize = Annotated[BigInt, strawberry.argument(description="The size of the smaller tree, from 1 on.")]
NewSize = Annotated[BigInt, strawberry.argument(description="The size of the larger tree.")]


@strawberry.type(description="A proof that an event is in the log: RFC 6962, section 2.1.1.")
class InclusionProof:
    position: BigInt = strawberry.field(description="The event's position; the index of its leaf is one less.")
    size: BigInt = strawberry.field(description="How many events the tree has.")
    root_hash: str = strawberry.field(description="The root of the tree: SHA-256, in Base64.")
    leaf_hash: str | None = strawberry.field(
        description="The hash of the event as it is stored now: SHA-256, in Base64; null if it is gone."
    )
    hashes: list[str] = strawberry.field(description="The proof, from the leaf up: SHA-256, in Base64.")


@strawberry.type(description="A proof that the log only grew from one size to another: RFC 6962, section 2.1.2.")
class ConsistencyProof:
    old_size: BigInt = strawberry.field(description="How many events the smaller tree has.")
    new_size: BigInt = strawberry.field(description="How many events the larger tree has.")
    old_root_hash: str = strawberry.field(description="The root of the smaller tree: SHA-256, in Base64.")
    new_root_hash: str = strawberry.field(description="The root of the larger tree: SHA-256, in Base64.")
    hashes: list[str] = strawberry.field(description="The proof: SHA-256, in Base64.")


@strawberry.type(
    description="The Merkle tree over the event log as it was last signed. `GET /log/checkpoint` has the same, and the "
    "tiles and entries of which it is made (C2SP tlog-tiles)."
)
class LogTree:
    size: BigInt = strawberry.field(description="How many events it has: those up to this position of the log.")
    root_hash: str = strawberry.field(description="Its root: SHA-256 (RFC 6962), in Base64.")
    checkpoint: str = strawberry.field(description="Size and root as they were signed: a C2SP signed note.")

    @resolved("A proof that an event is in the log.")
    async def inclusion_proof(self, info: Info, position: Position, size: Size) -> InclusionProof:
        _require("size", size, 1, self.size)
        _require("position", position, 1, size)
        log = info.context.backend.proven_log
        found = await _asked(lambda: log.inclusion(position, size))
        return InclusionProof(
            position=position,
            size=size,
            root_hash=_base64(found.root),
            leaf_hash=None if found.leaf is None else _base64(found.leaf),
            hashes=_all_base64(found.hashes),
        )

    @resolved("A proof that nothing of the log was changed, removed or reordered as it grew from a size to another.")
    async def consistency_proof(self, info: Info, old_size: OldSize, new_size: NewSize) -> ConsistencyProof:
        _require("newSize", new_size, 1, self.size)
        _require("oldSize", old_size, 1, new_size)
        log = info.context.backend.proven_log
        found = await _asked(lambda: log.consistency(old_size, new_size))
        return ConsistencyProof(
            old_size=old_size,
            new_size=new_size,
            old_root_hash=_base64(found.old_root),
            new_root_hash=_base64(found.new_root),
            hashes=_all_base64(found.hashes),
        )


async def log_tree(info: Info) -> LogTree | None:
    """None before the first checkpoint."""
    try:
        head = await in_thread(info.context.backend.proven_log.newest)
    except NotPublished:
        return None
    except LogUnavailable as problem:
        raise _unavailable() from problem
    return LogTree(size=BigInt(head.size), root_hash=_base64(head.root), checkpoint=head.note.decode())


def _require(argument: str, given: object, least: int, most: int) -> None:
    """Raises GraphQLError unless it is a whole number within these bounds."""
    if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
        raise wrong_argument(argument, f"{argument} has to be a whole number from {least} to {most}.")


async def _asked(what: Callable[[], T]) -> T:
    try:
        return await in_thread(what)
    except (LogUnavailable, NotPublished) as problem:
        raise _unavailable() from problem


def _unavailable() -> GraphQLError:
    return GraphQLError("The log can't be read now; try again.", extensions={"code": "UNAVAILABLE"})


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()


def _all_base64(hashes: Sequence[bytes]) -> list[str]:
    return [_base64(each) for each in hashes]
