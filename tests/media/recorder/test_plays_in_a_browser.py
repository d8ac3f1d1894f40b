"""A real Chromium plays a recording, served in parts, and seeks in it."""

import asyncio
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse
from starlette.routing import Route

from media.recorder.messages import Message, TrackEnded
from tests.browsers import CHROMIUM, needs_chromium
from tests.media.recorder.rtp_made import PictureSender, ToneSender
from tests.media.recorder.test_recording_session import BEGAN, in_order, microphone, recorded, screen
from tests.patience import eventually_async
from tests.people import GRACE

playwright = pytest.importorskip("playwright.async_api")
pytestmark = needs_chromium

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SECONDS = 12
PAGE = """
<video id="video" src="/recording" preload="auto" muted></video>
<script>
const video = document.getElementById("video");
const happened = name => new Promise((resolve, reject) => {
  video.addEventListener(name, resolve, {once: true});
  video.addEventListener("error", () => reject(video.error.message), {once: true});
});
async function shownAt(seconds) {
  const there = happened("seeked");
  video.currentTime = seconds;
  await there;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d").drawImage(video, 0, 0);
  const pixel = canvas.getContext("2d").getImageData(1, canvas.height / 2, 1, 1).data;
  return [video.videoWidth, video.videoHeight, pixel[0]];
}
async function played() {
  if (video.readyState < 3) await happened("canplay");
  video.currentTime = 0;
  await video.play();
  await new Promise(resolve => { video.ontimeupdate = () => { if (video.currentTime > 1) resolve(); } });
  video.pause();
  return video.duration;
}
</script>
"""


def a_recording(folder: Path) -> Path:
    """A share comes late, ends, and another one of another size follows."""
    tone, first, second = ToneSender(1, 440), PictureSender(2), PictureSender(3, 320, 240)
    shares: list[Message] = [*first.packets(BEGAN + 3, 3, 180), TrackEnded(2, BEGAN + 6)]
    messages: list[Message] = [
        microphone(1),
        screen(2),
        *in_order(tone.packets(BEGAN, 7.9), shares),  # type: ignore[arg-type]  # those two are ordered by time
        screen(3, GRACE),
        *in_order(second.packets(BEGAN + 8, 4, 120)),
    ]
    return recorded(folder, messages, SECONDS, [])


async def test_a_browser_plays_a_recording_and_seeks_in_it(tmp_path: Path) -> None:
    path = a_recording(tmp_path)
    app = Starlette(
        routes=[
            Route("/", lambda _: HTMLResponse(PAGE)),
            Route("/recording", lambda _: FileResponse(path, media_type="video/webm")),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server._serve())
    await eventually_async(lambda: server.started)
    host, port = server.servers[0].sockets[0].getsockname()
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        await page.goto(f"http://{host}:{port}/")
        assert abs(await page.evaluate("played()") - SECONDS) < 0.1
        shown = [await page.evaluate("at => shownAt(at)", at) for at in (10.5, 4.5, 7.2, 1.5)]
        await browser.close()
    server.should_exit = True
    await serving
    sizes, brightness = [tuple(each[:2]) for each in shown], [each[2] for each in shown]
    assert sizes[0] == (320, 240)
    assert [abs(found - expected) < 25 for found, expected in zip(brightness, (120, 180, 0, 0), strict=True)] == [
        True
    ] * 4, brightness
