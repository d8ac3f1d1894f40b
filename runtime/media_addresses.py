"""Where the media server listens, and where it tells clients to send: what its environment says, else what admins set.

The environment goes first because media servers on several machines have addresses of their own.
"""

from domain.workspace.settings import Settings
from media.sfu.media_settings import MediaSettings
from runtime.config import Config


class CannotListen(Exception):
    """The media server can't listen, or doesn't know where; the message says what to change."""


def media_settings(config: Config, settings: Settings) -> MediaSettings:
    """`settings` are the workspace's, as they are when the media server starts."""
    host = config.ice_host or settings.ice_host
    return MediaSettings(
        listen_host=config.media_host,
        udp_port=config.media_udp_port or settings.media_udp_port,
        ice_hosts=(host,) if host else (),
    )


def cannot_listen(settings: MediaSettings, problem: OSError) -> CannotListen:
    """`problem` is what the system said."""
    hosts = "".join(f", or {host} isn't known here" for host in settings.ice_hosts)
    return CannotListen(
        f"UDP port {settings.udp_port} of {settings.listen_host} can't be listened on{hosts} "
        f"({problem.strerror or problem}): change RINGLOG_MEDIA_UDP_PORT, RINGLOG_MEDIA_HOST or RINGLOG_ICE_HOST, or "
        "the workspace's media.udp_port or ice.host if those are unset."
    )
