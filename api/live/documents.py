"""GraphQL documents, prepared once: parsed, validated by the schema's own rules, and analysed."""

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import TypeAlias
from weakref import WeakValueDictionary

from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    print_ast,
    separate_operations,
)
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError

from api.live.errors import RequestRefused, refused, shortened
from api.live.executable_schema import ExecutableSchema
from api.live.limits.usage_limits import UsageLimits
from api.live.messages import GraphQLRequest
from runtime.thread_pools import in_document_thread

Key: TypeAlias = tuple[str, str | None]  # a document's text, and the name of the operation in it


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A valid document, what kind of operation the request selects in it, and that operation's canonical text."""

    document: DocumentNode
    kind: OperationType
    text: str


class Documents:
    """Prepares requests against one schema; keeps what it prepared, least recently used first out.

    The schema's extensions run for parsing and validation, without a context and once per distinct document, not once
    per request. That happens on a thread, one document of a user at a time.
    """

    def __init__(self, schema: ExecutableSchema, limits: UsageLimits) -> None:
        self._schema = schema
        self._limits = limits
        self._kept: OrderedDict[Key, PreparedDocument | RequestRefused] = OrderedDict()
        self._kept_size = 0
        self._under_way: dict[Key, asyncio.Task[PreparedDocument | RequestRefused]] = {}
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._kept)

    async def prepared(self, request: GraphQLRequest, who: Hashable = None) -> PreparedDocument:
        """The request's document; raises RequestRefused with what is wrong with it."""
        key = (request.query, request.operation_name)
        if len(request.query) > self._limits.document:
            raise refused(f"The document is longer than {self._limits.document} characters.", "QUERY_TOO_LONG")
        if key not in self._kept:
            async with self.turn(who):
                prepared = self._kept.get(key) or await self._prepared_once(key, request)
        else:
            self._kept.move_to_end(key)
            prepared = self._kept[key]
        if isinstance(prepared, RequestRefused):
            raise RequestRefused(prepared.errors)
        return prepared

    def turn(self, who: Hashable) -> asyncio.Lock:
        """Held by one of a user's requests at a time, while a thread works on it."""
        return self._turns.setdefault(who, asyncio.Lock())

    async def _prepared_once(self, key: Key, request: GraphQLRequest) -> PreparedDocument | RequestRefused:
        """However many ask for it at the same time, and whoever of them goes away."""
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._kept_afresh(key, request), name="document")
            task.add_done_callback(lambda _: self._under_way.pop(key))
        return await asyncio.shield(task)

    async def _kept_afresh(self, key: Key, request: GraphQLRequest) -> PreparedDocument | RequestRefused:
        prepared = await in_document_thread(self._prepare, request)
        self._keep(key, prepared)
        return prepared

    def _prepare(self, request: GraphQLRequest) -> PreparedDocument | RequestRefused:
        asked = self._schema.execution_context(request)
        try:
            problems = self._schema.problems_of(asked)
        except MissingQueryError:
            return refused("The document is empty.", "NO_QUERY")
        except CannotGetOperationTypeError as error:
            return refused(shortened(error.as_http_error_reason()), "UNKNOWN_OPERATION")
        except GraphQLError as refusal:
            return RequestRefused([refusal])
        if problems:
            return RequestRefused(problems)
        assert asked.graphql_document is not None
        operation = get_operation_ast(asked.graphql_document, request.operation_name)
        if operation is None:
            return refused("The document has several operations; say which by `operationName`.", "OPERATION_UNNAMED")
        return PreparedDocument(
            asked.graphql_document, operation.operation, _canonical_text(asked.graphql_document, operation)
        )

    def _keep(self, key: Key, prepared: PreparedDocument | RequestRefused) -> None:
        self._kept[key] = prepared
        self._kept_size += len(key[0])
        while len(self._kept) > self._limits.cached_documents or (
            self._kept_size > self._limits.cached_documents_size and len(self._kept) > 1
        ):
            (text, _), _ = self._kept.popitem(last=False)
            self._kept_size -= len(text)


def _canonical_text(document: DocumentNode, operation: OperationDefinitionNode) -> str:
    alone = separate_operations(document)[operation.name.value if operation.name else ""]
    definitions = (
        replace(node, name=None) if isinstance(node, OperationDefinitionNode) else node for node in alone.definitions
    )
    return print_ast(DocumentNode(definitions=tuple(definitions)))
