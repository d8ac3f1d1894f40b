"""Everything that is set from outside."""

import os
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.workspace.ice_servers import HIGHEST_PORT
from domain.workspace.settings import Lock
from runtime.config.values import (
    AnyPort,
    Bytes,
    Count,
    FileOrWebAddress,
    Folder,
    FolderOrBucket,
    Host,
    Hours,
    LogName,
    Networks,
    Port,
    PostgresUrl,
    StunServers,
    Text,
    TurnServers,
    WebOrigins,
    WebUrl,
)
from runtime.config.variables import PREFIX, variable, written
from runtime.signing.signing_key import Algorithm, SigningKey

GOES_BEFORE = {  # by the workspace's setting, the one here that goes before it
    "ice.stun_servers": "stun_servers",
    "ice.turn_servers": "turn_servers",
    "ice.host": "ice_host",
    "media.udp_port": "media_udp_port",
}


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def default_data_folder() -> Path:
    """Where the platform keeps the data of a service (as root, FHS §5.8), or of a user (XDG base directories)."""
    if os.geteuid() == 0:
        return Path("/var/lib/ringlog")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "ringlog"


class Config(BaseSettings):
    """`read_config()` makes one. Its descriptions are what `--help` shows."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    database_url: PostgresUrl | None = Field(
        default=None,
        repr=False,
        description="PostgreSQL to use, as a URL; without it one is embedded in the data folder",
    )
    data_folder: Folder = Field(
        default_factory=default_data_folder, description="the embedded PostgreSQL, its signing secret, recordings"
    )

    vault_key_file: Folder | None = Field(
        default=None,
        description="file with the master key of the vault, which personal data is sealed under: the same on every "
        "machine; vault.key in the data folder without one, and made for a new database. Keep a copy elsewhere",
    )

    log_key_file: Folder | None = Field(
        default=None,
        description="file with the private keys that sign checkpoints of the log: the same on every machine; log.key "
        "in the data folder without one, and made for a new log. Keep a copy elsewhere",
    )
    log_signer: Text | None = Field(
        default=None,
        description="command that signs checkpoints of the log instead: it gets one on standard input and prints the "
        "line of its signature",
    )
    log_origin: LogName | None = Field(
        default=None,
        description="name of a new log, which its first key gets for ever; the public URL's host and path and /log "
        "without one, or a random one",
    )
    log_policy_file: Folder | None = Field(
        default=None, description="file that says which witnesses cosign checkpoints of the log (C2SP tlog-policy)"
    )
    log_public: bool = Field(
        default=False,
        description="whether everybody may read digests of events and proofs below /log, and not auditors alone",
    )

    recordings: FolderOrBucket | None = Field(
        default=None,
        description="where recordings are kept: a folder, or s3://bucket/folder; recordings in the data folder "
        "without one",
    )
    s3_endpoint: WebUrl | None = Field(
        default=None, description="address of the S3-compatible storage, if it isn't Amazon's"
    )
    s3_region: Text = Field(default="us-east-1", description="region of the S3-compatible storage")
    s3_key_id: Text | None = Field(
        default=None, description="id of a key that may list, read, write and delete in the bucket of recordings"
    )
    s3_secret_key: SecretStr | None = Field(default=None, description="the secret of that key")
    s3_path_style: bool = Field(
        default=True, description="whether the bucket is in the path of addresses; else it is in their host name"
    )

    host: Text = Field(
        default="127.0.0.1", description="address that GraphQL is served on; 0.0.0.0 for every interface"
    )
    port: Port = Field(default=8080, description="TCP port that GraphQL is served on, over HTTP and WebSocket")
    public_url: WebUrl | None = Field(
        default=None, description="web address that call links begin with; http://host:port without one"
    )
    max_request_bytes: Bytes = Field(
        default=655_360, description="largest HTTP request and WebSocket message, in bytes"
    )
    max_connections: Count = Field(
        default=10_000, description="connections that an API process has at once; the limit of open files may set less"
    )
    max_connections_per_address: Count = Field(
        default=1_000, description="connections of one address at once; for IPv6, of one /64 network"
    )
    max_connections_per_user: Count = Field(default=20, description="WebSocket connections of one user at once")
    max_operations_per_user: Count = Field(
        default=200, description="queries, mutations and subscriptions of one user at once"
    )
    operations_per_second: Count = Field(
        default=50,
        description="queries, mutations and subscriptions that one user may begin; four times as many at once",
    )
    mutations_per_second: Count = Field(
        default=20, description="mutations that one user may begin; five times as many at once"
    )
    max_answer_values: Count = Field(
        default=20_000, description="values that one answer may have; 256 characters of a text count as one more"
    )
    execution_seconds: Count = Field(default=10, description="how long one execution may take")
    trusted_proxies: Networks = Field(
        default=(),
        description="addresses or networks of your reverse proxies, separated by commas, whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed; nobody's without",
    )
    allowed_origins: WebOrigins = Field(
        default=(),
        description="web origins, separated by commas, whose pages may ask and connect besides Ringlog's own",
    )
    introspection: bool = Field(
        default=False, description="whether the GraphQL schema may be queried; true with --demo unless it is set"
    )
    log_level: LogLevel = Field(default=LogLevel.INFO, description="debug, info, warning or error")

    jwt_key: SecretStr | None = Field(
        default=None,
        description="shared secret (HS256) or PEM public key that signs bearer tokens; must be set with a database",
    )
    jwt_key_set: FileOrWebAddress | None = Field(
        default=None,
        description="file or web address of a JSON Web Key Set whose keys sign bearer tokens, besides or instead of "
        "that key; read again when a token names a key that isn't known, and every five minutes",
    )
    jwt_max_hours: Hours = Field(default=744, description="longest lifetime of bearer tokens, in hours")
    jwt_algorithm: Algorithm = Field(default=Algorithm.HS256, description="HS256, RS256, ES256 or EdDSA")
    jwt_audience: Text = Field(default="ringlog", description="audience that tokens must name")
    jwt_issuer: Text | None = Field(default=None, description="issuer that tokens must name, if any")

    media_host: Text = Field(default="0.0.0.0", description="address that media is received on")  # noqa: S104 - media is for callers elsewhere
    media_udp_port: int | None = Field(
        default=None, ge=1, le=HIGHEST_PORT, description="UDP port that all media uses; as media.udp_port without one"
    )
    ice_host: Host | None = Field(
        default=None, description="address told to clients for media; as ice.host without one"
    )
    stun_servers: StunServers = Field(
        default=(),
        description="STUN servers for clients, separated by commas: stun:host:port; as ice.stun_servers without any",
    )
    turn_servers: TurnServers = Field(
        default=(),
        description="TURN servers for clients, separated by commas: turn:host:port?transport=udp; "
        "as ice.turn_servers without any",
    )
    turn_secret: SecretStr | None = Field(
        default=None, description="secret shared with the TURN servers for timed credentials"
    )
    media_control_host: Text = Field(default="127.0.0.1", description="address on which the media role takes orders")
    media_control_advertised_host: Text | None = Field(
        default=None,
        description="address at which the API reaches the media role; without one media_control_host, or this "
        "machine's address towards the database if that is 0.0.0.0 or ::",
    )
    media_control_port: AnyPort = Field(
        default=0, description="TCP port on which the media role takes orders; 0 for any"
    )

    def on_database(self, url: str) -> Self:
        """The same configuration with the embedded PostgreSQL's URL filled in."""
        return self.model_copy(update={"database_url": url})

    def locks(self) -> dict[str, Lock]:
        """The workspace's settings, by name, that this environment goes before."""
        set_here = ((name, field, getattr(self, field)) for name, field in GOES_BEFORE.items())
        return {name: Lock(value, variable(field)) for name, field, value in set_here if value}

    def environment(self) -> dict[str, str]:
        """The variables from which another process reads this very configuration, secrets included."""
        return {variable(name): written(value) for name, value in self if value is not None}

    def master_key_file(self) -> Path:
        """Where the vault's master key is kept."""
        return self.vault_key_file or self.data_folder / "vault.key"

    def log_keys_file(self) -> Path:
        """Where the private keys of the log are kept."""
        return self.log_key_file or self.data_folder / "log.key"

    def checkpoint_file(self) -> Path:
        """Where the newest checkpoint is kept besides the database."""
        return self.data_folder / "log.checkpoint"

    def base_url(self) -> str:
        """What links to this installation begin with; no slash at the end."""
        return self.public_url or f"http://{_in_links(self.host)}:{self.port}"

    def origins(self) -> frozenset[str]:
        """Web origins whose pages may connect, besides those of the host name they connect to."""
        own = urlsplit(self.base_url())
        return frozenset((*self.allowed_origins, f"{own.scheme}://{own.netloc}".lower()))

    def signing_key(self) -> SigningKey | None:
        """None where only the keys of the key set are trusted."""
        if self.jwt_key is None:
            return None
        return SigningKey.load(self.jwt_key.get_secret_value(), self.jwt_algorithm)


def _in_links(host: str) -> str:
    """What is served on every interface leads from this machine to itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        address = ip_address("127.0.0.1" if address.version == 4 else "::1")
    return f"[{address}]" if address.version == 6 else str(address)
