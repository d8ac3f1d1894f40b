"""What people set for themselves, and try out."""

from tests.web.screens.marks import MARKS
from tests.web.screens.pages import ChromiumPage
from tests.web.screens.people import People

pytestmark = MARKS

LEVEL = "document.querySelector('meter')?.value ?? 0"


async def test_a_ring_tone_and_devices_are_tried_out_and_chosen_unless_an_admin_has_decided(people: People) -> None:
    grace = await people.come("Grace", "/settings")
    await grace.sees("calls ring for 30 seconds, in direct messages and group messages")
    assert isinstance(grace.page, ChromiumPage)
    await grace.page.page.get_by_label("Ring tone").select_option(label="Chime")
    async with people.town.device("Grace") as device:
        await grace.until("witness.tones()", lambda tones: tones == 0)
        await grace.presses("Try it")
        await grace.until("witness.tones()", lambda tones: tones == 1)
        await grace.presses("Stop")
        await grace.until("witness.tones()", lambda tones: tones == 0)
        answer = await device.ask("{ viewer { preferences { ringTone } } }")
        assert answer["viewer"]["preferences"]["ringTone"] == "chime"

    await grace.presses("Test microphone")
    await grace.until(LEVEL, lambda level: level > 0)
    await grace.presses("Stop the microphone")
    await grace.until(LEVEL, lambda level: level == 0)
    await grace.presses("Test camera")
    await grace.until("document.querySelector('video')?.videoWidth ?? 0", bool)
    await grace.presses("Play a tone")
    await grace.until("witness.tones()", lambda tones: tones == 1)

    await people.town.set(ringing__enabled=False)
    try:
        await grace.page.page.reload()
        await grace.sees("An administrator has turned ringing off for everybody")
        assert not await grace.can_press("Do not disturb")
    finally:
        await people.town.set(ringing__enabled=True)
