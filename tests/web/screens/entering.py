"""How somebody gets into a call at the screens, with the devices that are offered."""

from tests.web.screens.person import Person

CHANNEL = "General"


async def starts_a_call(person: Person, room: str = CHANNEL) -> None:
    await person.presses(room)
    await person.presses("Start call")
    await person.sees(f"Start a call in {room}")
    await person.presses("Start call")


async def joins_the_call(person: Person, room: str = CHANNEL) -> None:
    await person.presses(room)
    await person.presses("Join call")
    await person.sees(f"Join the call in {room}")
    await person.presses("Join call")
