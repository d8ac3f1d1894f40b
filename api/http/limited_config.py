"""uvicorn's configuration, with the limits of connections."""

from collections.abc import Callable
from typing import Any

import uvicorn

from api.http.client_addresses import ClientAddresses
from api.http.connection_limits import ConnectionLimits


class LimitedConfig(uvicorn.Config):
    """What uvicorn's protocols are made with, and the limits. Connections of proxies are many clients'."""

    def __init__(
        self,
        app: Any,
        limits: ConnectionLimits,
        addresses: ClientAddresses,
        is_proxy: Callable[[str], bool],
        **settings: Any,
    ) -> None:
        super().__init__(app, timeout_keep_alive=limits.idle, proxy_headers=False, **settings)
        self.connection_limits = limits
        self.addresses = addresses
        self.is_proxy = is_proxy
