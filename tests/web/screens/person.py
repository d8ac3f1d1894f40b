"""Somebody at Ringlog's screens."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.patience import LONG_ENOUGH, STEP
from tests.web.screens.pages import Page

FINDING = Path(__file__).with_name("finding.js").read_text()


class Person:
    """Presses, reads and types as people do: what is covered, disabled or hidden can't be pressed or read."""

    def __init__(self, name: str, page: Page, site: str, token: str) -> None:
        """site: what addresses begin with."""
        self.name, self.page, self._site, self._token = name, page, site, token

    async def arrives(self, path: str = "/") -> None:
        """As the chat product would send them."""
        await self.page.visit(f"{self._site}{path}#token={self._token}")

    async def presses(self, label: str) -> None:
        """What is called so or begins so, as soon as it can be pressed and stands still."""
        found = await self._until(lambda: self._still(label), _ready, f"a control {label!r} to press")
        await self.page.click(found["x"], found["y"])

    async def types(self, label: str, text: str) -> None:
        """Into a field, key by key; what was in it goes first."""
        await self.presses(label)
        await self.page.evaluate("(document.activeElement.select?.(), null)")
        for character in text:
            await self.page.key(character)

    async def keys(self, *keys: str) -> None:
        for key in keys:
            await self.page.key(key)

    async def sees(self, *texts: str) -> None:
        """Until all of these can be read, or are names of what is shown."""
        await self._until(self.reads, lambda page: all(text in page for text in texts), f"{texts}")

    async def no_longer_sees(self, *texts: str) -> None:
        await self._until(self.reads, lambda page: all(text not in page for text in texts), f"a page without {texts}")

    async def can_press(self, label: str) -> bool:
        """Now."""
        return _ready(await self._control(label))

    async def reads(self) -> str:
        """All that the page says now."""
        text: str = await self.page.evaluate(f"{FINDING}.text()")
        return text

    async def until(self, expression: str, holds: Callable[[Any], bool]) -> Any:
        """What a JavaScript expression comes to, once that holds for it."""
        return await self._until(lambda: self.page.evaluate(expression), holds, expression[-200:])

    async def _still(self, label: str) -> Any:
        """None while it moves, as what is above it comes and goes."""
        before = await self._control(label)
        await asyncio.sleep(STEP)
        return before if await self._control(label) == before else None

    async def _control(self, label: str) -> Any:
        return await self.page.evaluate(f"{FINDING}.control({json.dumps(label)})")

    async def _until(self, ask: Callable[[], Awaitable[Any]], holds: Callable[[Any], bool], what: str) -> Any:
        deadline = asyncio.get_running_loop().time() + LONG_ENOUGH
        while not holds(found := await ask()):
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"{self.name} never had {what}, but:\n{found}\n{await self.reads()}")
            await asyncio.sleep(STEP)
        return found


def _ready(control: Any) -> bool:
    return control is not None and bool(control["ready"])
