"""A media process whose database is put back to an earlier state."""

from functools import partial
from uuid import uuid4

import psycopg

from tests.event_log.backups import backed_up, restored
from tests.media.node.conftest import Installation
from tests.media.peers import Tone
from tests.patience import eventually_async
from tests.people import ADA, ALAN, GRACE


def is_up(installation: Installation) -> bool:
    """Whether the media server has shown the database a sign of life lately; a restored one knows older ones only."""
    try:
        return installation.nodes.place(uuid4()) is not None
    except psycopg.OperationalError:
        return False


async def test_everyone_is_cut_off_and_whoever_is_in_by_the_log_comes_back(
    installation: Installation, postgres_url: str, database_url: str
) -> None:
    ada = installation.enter(ADA)
    up = partial(is_up, installation)
    with backed_up(postgres_url, database_url) as backup:
        await eventually_async(up)
        grace, alan = installation.enter(GRACE), installation.enter(ALAN)
        async with installation.peer(ada) as stays, installation.peer(grace) as goes, installation.peer(alan) as left:
            for peer in (stays, goes, left):
                peer.publish(Tone(440))
                await peer.negotiate()
                await peer.connected()
            installation.leave(alan)
            await eventually_async(lambda: left.pc.connectionState == "closed")
            restored(postgres_url, database_url, backup)
            await eventually_async(lambda: stays.pc.connectionState == goes.pc.connectionState == "closed")
    await eventually_async(up)
    async with installation.peer(ada) as again:
        again.publish(Tone(440))
        await again.negotiate()
        await again.connected()
