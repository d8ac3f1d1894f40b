"""A page in Chromium or in Firefox, with real clicks and keys."""

import asyncio
import base64
import json
import re
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import ConsoleMessage, Error
from playwright.async_api import Page as PlaywrightPage

from tests.system.marionette import Marionette

KEYS = {  # WebDriver's code points (https://www.w3.org/TR/webdriver2/#keyboard-actions)
    "ArrowDown": "\ue015",
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
    "ArrowUp": "\ue013",
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "Tab": "\ue004",
}


class Page(Protocol):
    async def visit(self, address: str) -> None:
        """Until it has loaded."""

    async def evaluate(self, expression: str) -> Any:
        """What a JavaScript expression comes to, as JSON; it may be a promise."""

    async def click(self, x: int, y: int) -> None:
        """By mouse, in CSS pixels of the viewport."""

    async def key(self, key: str) -> None:
        """A key by its name in KEYS, or a character."""

    async def picture(self, file: Path) -> None:
        """A PNG of what is shown."""


class ChromiumPage:
    def __init__(self, page: PlaywrightPage) -> None:
        self.page = page
        self.problems: list[str] = []
        """Exceptions that nobody caught, and what the page's policy kept from being done."""
        self.said: list[str] = []
        """What is in the console, oldest first."""
        page.on("pageerror", self._fail)
        page.on("console", self._hear)

    async def visit(self, address: str) -> None:
        await self.page.goto("about:blank")  # else only the fragment may change
        await self.page.goto(address)

    async def evaluate(self, expression: str) -> Any:
        return await self.page.evaluate(expression)

    async def click(self, x: int, y: int) -> None:
        await self.page.mouse.click(x, y)

    async def key(self, key: str) -> None:
        await self.page.keyboard.press(key)

    async def picture(self, file: Path) -> None:
        await self.page.screenshot(path=file)

    def _fail(self, error: Error) -> None:
        if f"{error}" != "CloseEvent":  # which graphql-ws leaves to nobody when a subscription ends while it connects
            self.problems.append(error.stack or f"{error}")

    def _hear(self, message: ConsoleMessage) -> None:
        self.said.append(message.text)
        if message.type == "error" and re.search("Content Security Policy|Trusted|Permissions policy", message.text):
            self.problems.append(message.text)


class FirefoxPage:
    def __init__(self, marionette: Marionette) -> None:
        self._marionette = marionette

    async def visit(self, address: str) -> None:
        await self._marionette.ask("WebDriver:Navigate", url="about:blank")
        await self._marionette.ask("WebDriver:Navigate", url=address)

    async def evaluate(self, expression: str) -> Any:
        script = f"""
            const done = arguments[arguments.length - 1];
            const answer = async () => JSON.stringify((await ({expression})) ?? null);
            answer().then((json) => done([json]), (problem) => done(`${{problem}}`));
        """
        result = (await self._marionette.ask("WebDriver:ExecuteAsyncScript", script=script, args=[]))["value"]
        assert isinstance(result, list), result
        return json.loads(result[0])

    async def click(self, x: int, y: int) -> None:
        steps: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": x, "y": y, "duration": 0, "origin": "viewport"},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        await self._act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps})

    async def key(self, key: str) -> None:
        value = KEYS.get(key, key)
        steps = [{"type": each, "value": value} for each in ("keyDown", "keyUp")]
        await self._act({"type": "key", "id": "keyboard", "actions": steps})

    async def picture(self, file: Path) -> None:
        shot = await self._marionette.ask("WebDriver:TakeScreenshot", full=False)
        await asyncio.to_thread(file.write_bytes, base64.b64decode(shot["value"]))

    async def _act(self, source: dict[str, Any]) -> None:
        await self._marionette.ask("WebDriver:PerformActions", actions=[source])
