"""What every endpoint and resolver of a process has at hand, and how it is connected and taken down."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.access.download_links import DownloadLinks
from api.access.person import Person
from api.access.visibility import PersonalAccess
from api.backend.call_records import CallRecords
from api.backend.erasure_records import ErasureRecords
from api.backend.expiry_records import ExpiryRecords
from api.backend.past_calls import PastCalls
from api.backend.proven_log import ProvenLog
from api.backend.read_models import ReadModels
from api.backend.services import Services
from api.backend.viewer_changes import ViewerChanges, viewer_changes
from api.live.change_feed import ChangeFeed
from api.media.gateway import MediaGateway
from api.media.ice_servers import IceServer, ice_servers
from api.media.last_call_statistics import LastCallStatistics
from domain.kernel.clock import Clock
from domain.workspace.settings import Lock, Settings
from event_log.application import Ringlog
from event_log.search.searching import LogSearch
from event_log.vault.identities import VaultIdentities
from event_log.vault.sealing import Sealer
from projections import connect_views
from projections.calls_of_user import LiveCallsOfUser
from projections.engine.pool import Pool
from runtime.config import Config
from runtime.presence.database import open_pool
from runtime.presence.media_nodes import MediaNodes
from runtime.presence.read_positions import ReadPositions
from runtime.presence.secrets import SharedSecret
from runtime.presence.session_presence import SessionPresence
from runtime.presence.speakers import Speakers

VIEWS_POSITION = "SELECT position FROM views.position"


@dataclass(frozen=True)
class Backend:
    """The same for all requests of a process."""

    services: Services
    identities: VaultIdentities
    sealer: Sealer
    views: ReadModels
    erasure_records: ErasureRecords
    expiry_records: ExpiryRecords
    call_records: CallRecords
    past_calls: PastCalls
    search: LogSearch
    changes: ChangeFeed
    viewer_changes: ViewerChanges
    media: MediaGateway
    presence: SessionPresence
    read_positions: ReadPositions
    speakers: Speakers
    links: DownloadLinks
    proven_log: ProvenLog
    clock: Clock
    public_url: str
    locks: Mapping[str, Lock]  # the settings that the environment goes before, by name
    ice_servers: Callable[[Settings, UUID, datetime], tuple[IceServer, ...]]  # for one user, from a moment on

    async def is_active(self, person: Person) -> bool:
        """Whether they may do what their token says: they weren't deactivated since."""
        return await PersonalAccess(person, self.views.directory).active()


@asynccontextmanager
async def open_backend(
    config: Config, clock: Clock, open_views: Callable[[str], Pool] = connect_views
) -> AsyncIterator[Backend]:
    """The write side, the read side and the way to the media, on the configured database, which is migrated.

    `open_views` makes the pool of connections to the views, from the database's URL.
    """
    assert config.database_url is not None
    database_url, public_url = config.database_url, config.base_url()
    async with AsyncExitStack() as stack:
        log = stack.enter_context(Ringlog(env={"DATABASE_URL": database_url}))
        pool = stack.enter_context(open_pool(database_url))
        views = await stack.enter_async_context(open_views(database_url))
        changes = await stack.enter_async_context(ChangeFeed(database_url, position_query=VIEWS_POSITION))
        speakers = await stack.enter_async_context(Speakers(database_url, views))
        of_user, statistics = LiveCallsOfUser(pool), LastCallStatistics(log, pool)
        services = Services.of(log, clock, of_user, statistics, public_url, config.locks())
        yield Backend(
            services=services,
            identities=log.identities,
            sealer=log.sealer,
            erasure_records=ErasureRecords(log, pool),
            expiry_records=ExpiryRecords(log, pool),
            views=ReadModels.of(views),
            call_records=stack.enter_context(closing(CallRecords(database_url))),
            past_calls=stack.enter_context(closing(PastCalls(database_url))),
            search=stack.enter_context(closing(LogSearch(database_url))),
            changes=changes,
            viewer_changes=await stack.enter_async_context(viewer_changes(changes, views)),
            media=_gateway(stack, services, pool, clock),
            presence=SessionPresence(pool),
            read_positions=ReadPositions(pool),
            speakers=speakers,
            proven_log=stack.enter_context(closing(ProvenLog(database_url, log))),
            links=DownloadLinks(SharedSecret(pool, "links").read, clock),
            clock=clock,
            public_url=public_url,
            locks=config.locks(),
            ice_servers=partial(ice_servers, config),
        )


def _gateway(
    stack: AsyncExitStack, services: Services, pool: ConnectionPool[Connection[Any]], clock: Clock
) -> MediaGateway:
    media = MediaGateway(services.media_sessions, MediaNodes(pool), SessionPresence(pool), clock)
    stack.push_async_callback(media.close)
    return media
