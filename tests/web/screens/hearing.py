"""What somebody at the screens hears and sees of the others."""

from pathlib import Path
from typing import Any

from tests.system.browser import SCRIPT
from tests.web.screens.person import Person

BEGINNING, END = SCRIPT.read_text(), Path(__file__).with_name("hearing.js").read_text()
HEARING = f"(globalThis.hearing ??= (() => {{ {BEGINNING}\n{END} }})())"
NEAR, GREY_NEAR = 20.0, 40.0  # Hz; of 255


async def hears(person: Person, *tones: int) -> None:
    """Until exactly these are heard, in Hz."""

    def right(heard: Any) -> bool:
        pairs = zip(sorted(heard), sorted(tones), strict=False)
        return len(heard) == len(tones) and all(abs(one - other) < NEAR for one, other in pairs)

    await person.until(f"{HEARING}.tones()", right)


async def sees_picture(person: Person, name: str, brightness: int) -> None:
    """Until what is called so shows a grey, from 0 to 255."""

    def right(pictures: Any) -> bool:
        return pictures.get(name) is not None and abs(pictures[name] - brightness) < GREY_NEAR

    await person.until(f"{HEARING}.pictures()", right)


async def sees_some_picture(person: Person, name: str) -> None:
    """Until what is called so shows anything."""
    await person.until(f"{HEARING}.pictures()", lambda pictures: pictures.get(name) is not None)
