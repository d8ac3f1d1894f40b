"""One operation that a client started under an id of its own: a query, a mutation or a subscription."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Generic

from graphql import OperationType
from starlette.websockets import WebSocket

from api.live import messages
from api.live.documents import PreparedDocument
from api.live.endpoint_parts import EndpointParts, V
from api.live.errors import errors_of
from api.live.limits.user_quota import Quota
from api.live.live_subscription import LiveSubscription
from api.live.messages import Subscribe
from api.live.send_queue import SendQueue


class Operation(Generic[V]):
    """Runs from `subscribe` to `complete`; calls `on_end` when it ends by itself, before it tells the client."""

    def __init__(
        self,
        parts: EndpointParts[V],
        viewer: V,
        quota: Quota,
        websocket: WebSocket,
        message: Subscribe,
        send_queue: SendQueue,
        on_end: Callable[[str], None],
    ) -> None:
        self._parts = parts
        self._viewer = viewer
        self._quota = quota
        self._websocket = websocket
        self._request = message.payload
        self._id = message.id
        self._quoted_id = messages.quoted(message.id)
        self._send_queue = send_queue
        self._on_end = on_end
        self._subscription: LiveSubscription | None = None
        self._over = False
        self._changes_something = False
        self.task = asyncio.create_task(self._run(), name=f"operation {message.id}")

    def stop(self) -> None:
        """Tell the client nothing more about it. A mutation that runs already is carried out all the same."""
        self._over = True
        if self._subscription is not None:
            self._subscription.stop()
        if not self._changes_something:
            self.task.cancel()

    async def _run(self) -> None:
        try:
            with self._quota.operation():
                await self._carry_out()
        except Exception as fault:  # noqa: BLE001 - errors_of logs what is unexpected
            self._finish(errors_of(fault))

    async def _carry_out(self) -> None:
        prepared = await self._parts.admission.documents.prepared(self._request, self._viewer.who)
        self._changes_something = prepared.kind is OperationType.MUTATION
        if prepared.kind is OperationType.SUBSCRIPTION:
            await self._subscribe()
        else:
            await self._answer(prepared)

    async def _subscribe(self) -> None:
        parts = self._parts
        operation = await parts.admission.live(self._viewer.who, self._request)
        await parts.admit(self._viewer, self._websocket, operation)
        self._subscription = LiveSubscription(
            self._quoted_id,
            operation,
            ask_scope=partial(parts.scope_of, self._viewer),
            groups=parts.groups,
            changes=parts.changes,
            send_queue=self._send_queue,
            executions=self._quota.executions,
            on_end=self._finish,
            patches=messages.wants_patches(self._request),
        )
        await self._subscription.run()

    async def _answer(self, prepared: PreparedDocument) -> None:
        context = partial(self._parts.viewer_context, self._viewer, self._websocket)
        payload = await self._parts.admission.answer(self._viewer.who, self._request, prepared, context)
        if not self._over:
            self._send_queue.put(f"{messages.next_head(self._quoted_id)}{payload}}}")
            self._finish(None)

    def _finish(self, errors: str | None) -> None:
        """Say that it is over, with a JSON list of errors if it failed."""
        if self._over:
            return
        self._over = True
        self._on_end(self._id)
        message = messages.complete(self._quoted_id) if errors is None else messages.error(self._quoted_id, errors)
        self._send_queue.put(message)
        self.task.cancel()
