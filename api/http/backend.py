"""Builds everything behind the API, and takes it down again."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from api.access.download_links import DownloadLinks
from api.graphql.core.context import House, Services
from api.graphql.core.views import Views
from api.live.changes import Changes
from api.media.gateway import MediaGateway
from api.media.ice_servers import ice_servers
from api.media.statistics import CallStatistics
from domain.kernel.clock import Clock
from event_log.application import Ringlog
from projections import connect_views
from projections.calls_of_user import LiveEngagements
from runtime.config import Config
from runtime.presence.database import open_pool
from runtime.presence.media_nodes import MediaNodes
from runtime.presence.secrets import SharedSecret
from runtime.presence.sessions import SessionPresence
from runtime.presence.speakers import Speakers

VIEWS_POSITION = "SELECT position FROM views.position"


@asynccontextmanager
async def open_house(config: Config, clock: Clock) -> AsyncIterator[House]:
    """The write side, the read side and the way to the media, on the configured database, which is migrated."""
    assert config.database_url is not None
    database_url, public_url = config.database_url, config.base_url()
    async with AsyncExitStack() as stack:
        log = stack.enter_context(Ringlog(env={"DATABASE_URL": database_url}))
        pool = stack.enter_context(open_pool(database_url))
        views = await stack.enter_async_context(connect_views(database_url))
        changes = await stack.enter_async_context(Changes(database_url, position_query=VIEWS_POSITION))
        speakers = await stack.enter_async_context(Speakers(database_url, views))
        statistics = CallStatistics(log, pool)
        services = Services.of(log, clock, LiveEngagements(pool), statistics, public_url, config.locks())
        presence = SessionPresence(pool)
        media = MediaGateway(services.media_sessions, MediaNodes(pool), presence, clock)
        stack.push_async_callback(media.close)
        yield House(
            services=services,
            views=Views.of(views),
            changes=changes,
            media=media,
            presence=presence,
            speakers=speakers,
            links=DownloadLinks(SharedSecret(pool, "links").read, clock),
            clock=clock,
            public_url=public_url,
            locks=config.locks(),
            ice_servers=partial(ice_servers, config),
        )
