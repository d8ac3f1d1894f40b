"""A media process whose database is put back to an earlier state."""

from tests.api.media_node.conftest import Installation
from tests.domain.conftest import ADA, ALAN, GRACE
from tests.domain.event_log.backups import backed_up, restored
from tests.media.peers import Tone
from tests.patience import eventually_async


async def test_everyone_is_cut_off_and_whoever_is_in_by_the_log_comes_back(
    installation: Installation, postgres_url: str, migrated_url: str
) -> None:
    ada = installation.enter(ADA)
    with backed_up(postgres_url, migrated_url) as backup:
        grace, alan = installation.enter(GRACE), installation.enter(ALAN)
        async with installation.peer(ada) as stays, installation.peer(grace) as goes, installation.peer(alan) as left:
            for peer in (stays, goes, left):
                peer.publish(Tone(440))
                await peer.negotiate()
                await peer.connected()
            installation.leave(alan)
            await eventually_async(lambda: left.pc.connectionState == "closed")
            restored(postgres_url, migrated_url, backup)
            await eventually_async(lambda: stays.pc.connectionState == goes.pc.connectionState == "closed")
    async with installation.peer(ada) as again:
        again.publish(Tone(440))
        await again.negotiate()
        await again.connected()
