"""The manual's way through a call, its very documents, with a real media server and a real peer."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from api.http.downloads.download import Downloads
from runtime.config import Config
from runtime.storage.sealed_storage import SealedStorage
from runtime.storage.storage import open_storage, recordings_folder
from tests.api.graphql.media.test_media import media_server
from tests.api.graphql.watching import watching
from tests.api.world import PUBLIC_URL, World
from tests.media.peers import TestPeer, Tone
from tests.patience import eventually_async

__all__ = ["media_server"]

SECTION = Path("docs/api.md").read_text().partition("### Calls from a browser\n")[2].partition("\n## ")[0]
DOCUMENTS = re.findall(r"```graphql\n(.*?)```", SECTION, re.DOTALL)
ENOUGH = 10_000  # bytes of sound, a second or so
BY_NAME = {re.split(r"[ ({]", document)[1]: document for document in DOCUMENTS}


class Client:
    """Ada's, who does as the manual says."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.used = set[str]()
        self.mine: dict[str, str] = {}

    async def ask(self, name: str, **variables: Any) -> dict[str, Any]:
        """The answer's only field, which isn't a refusal."""
        self.used.add(name)
        (answer,) = (await self._world.ask(BY_NAME[name], by="ada", **variables)).values()
        assert "code" not in answer, answer
        found: dict[str, Any] = answer
        return found

    async def do(self, name: str, **given: Any) -> dict[str, Any]:
        return await self.ask(name, input=self.mine | given)

    async def negotiate(self, sdp: str) -> str:
        answer: str = (await self.do("Negotiate", sdpOffer=sdp))["answer"]["sdp"]
        return answer


@pytest.fixture
def config(config: Config) -> Config:
    return config.model_copy(update={"stun_servers": ("stun:stun.example.org:3478",)})


async def test_the_manual_leads_through_a_call(world: World, config: Config, media_server: None) -> None:
    client = Client(world)
    room = await world.room("general", by="ada")
    started = await client.do("Start", roomId=room, deviceId="browser", microphone=False)
    client.mine = {"callId": started["callId"], "sessionId": started["sessionId"]}
    call = started["callId"]
    (server,) = (await client.ask("IceServers"))["iceServers"]
    assert server["urls"] == ["stun:stun.example.org:3478"]
    client.used |= {"Watch", "Speaking"}
    async with (
        world.socket("grace") as session,
        watching(session, BY_NAME["Watch"], call=call) as watcher,
        watching(session, BY_NAME["Speaking"], call=call) as speakers,
        TestPeer(client.negotiate) as peer,
    ):
        peer.publish(Tone(440))
        await peer.negotiate()
        connected = await watcher.until(lambda state: state["call"]["sessions"][0]["mediaState"] == "CONNECTED")
        assert connected["call"]["sessions"][0]["muted"]
        await client.do("Microphone", on=True)
        await speakers.until(lambda state: [{"id": started["sessionId"]}] == state["sessions"])
        in_call = {"callId": call}
        await client.ask("Record", input=in_call)
        await watcher.until(lambda state: (state["call"]["recording"] or {}).get("state") == "STARTED")
        await eventually_async(lambda: _recorded(config) > ENOUGH)
        await client.ask("StopRecording", input=in_call)
        await watcher.until(lambda state: state["call"]["recording"]["state"] == "PUBLISHED")
        file = (await client.ask("Recorded", call=call))["recording"]["file"]
        assert len(await _downloaded(world, config, file["downloadUrl"])) == file["sizeBytes"]
        await client.do("Leave")
    assert client.used == set(BY_NAME)


def _recorded(config: Config) -> int:
    """Bytes."""
    journals = (recordings_folder(config) / "unfinished").glob("*.journal")
    return sum(journal.stat().st_size for journal in journals)


async def _downloaded(world: World, config: Config, link: str) -> bytes:
    """What a player gets: nothing but the link says who asks."""
    backend = world.backend
    downloads = Downloads(
        backend.services.calls.log,
        backend.views.directory,
        world.owners,
        backend.links,
        SealedStorage(open_storage(config), backend.sealer),
        backend.services.inspections,
    )
    app = Starlette(routes=[Route("/recordings/{recording_id}", downloads.answer, methods=["GET"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL) as http:
        answer = await http.get(link)
    assert answer.status_code == 200, answer.text
    return answer.content
