"""Looking at a view as a designer and a screen reader do: in every size and scheme, and with axe."""

import os
from itertools import product
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import ViewportSize

from tests.web.screens.pages import ChromiumPage
from tests.web.screens.people import DESKTOP, PHONE
from tests.web.screens.person import Person
from tests.web.workshop import ROOT, WEB

AXE = WEB / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = {"desktop": DESKTOP, "phone": PHONE, "zoomed": ViewportSize(width=320, height=256)}  # 1280 by 1024 at 400 %
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PICTURES = Path(os.environ.get("RINGLOG_SCREENSHOTS", ROOT / "build/screens"))
SETTLED = """new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() =>
    Promise.all(document.getAnimations().filter((each) => each.effect.getTiming().iterations !== Infinity)
    .map((each) => each.finished.catch(() => null)))).then(() => new Promise((drawn) => requestAnimationFrame(() =>
    requestAnimationFrame(() => drawn(null)))))"""
SHOWN = """([width, scheme]) => innerWidth === width && matchMedia(`(prefers-color-scheme: ${scheme})`).matches"""
WIDER = "document.scrollingElement.scrollWidth - innerWidth"


async def look(person: Person, view: str) -> None:
    """Writes a picture of it for each size and scheme, and fails if it overflows, or if axe finds anything."""
    assert isinstance(person.page, ChromiumPage)
    page = person.page.page
    for (size, viewport), scheme in product(SIZES.items(), SCHEMES):
        await page.set_viewport_size(viewport)
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await page.wait_for_function(SHOWN, arg=[viewport["width"], scheme])
        await page.evaluate(SETTLED)
        await person.page.picture(PICTURES / f"{view}-{size}-{scheme}.png")
        assert await page.evaluate(WIDER) <= 0, f"{view} is wider than a {size}"
        violations = await _violations(person.page)
        assert not violations, f"{view}, {size}, {scheme}: {violations}"
    await page.set_viewport_size(DESKTOP)
    await page.emulate_media(color_scheme=None, reduced_motion=None)


async def _violations(page: ChromiumPage) -> list[str]:
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())
    rules = {"runOnly": RULES, "resultTypes": ["violations"]}
    found: dict[str, Any] = await page.page.evaluate("rules => axe.run(document, rules)", rules)
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
