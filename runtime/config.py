"""The configuration: read from `RINGLOG_…` variables once, at start, and never changed afterwards.

A value that can't be used stops the start with a sentence that says what to do. Secrets appear in no representation
and in no message.
"""

import os
import re
from collections.abc import Callable
from difflib import get_close_matches
from enum import StrEnum
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.workspace.ice_servers import HIGHEST_PORT, IceProtocol, wrong_host, wrong_server
from domain.workspace.settings import Lock
from runtime.signing.key_set import is_web_address, read_keys
from runtime.signing.signing_key import Algorithm, KeyUnusable, SigningKey, kept_secret

PREFIX = "RINGLOG_"
GOES_BEFORE = {  # by the workspace's setting, the one here that goes before it
    "ice.stun_servers": "stun_servers",
    "ice.turn_servers": "turn_servers",
    "ice.host": "ice_host",
    "media.udp_port": "media_udp_port",
}
V = TypeVar("V")


class WrongSettings(Exception):
    """One or more settings can't be used; `problems` has a sentence for each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _wrong(sentence: str) -> PydanticCustomError:
    """An error whose sentence is complete, and starts with what the setting is."""
    return PydanticCustomError("setting", "{sentence}", {"sentence": sentence})


def _postgres_url(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise _wrong("is no PostgreSQL URL: give one like postgresql://user:password@host:5432/database.")
    return url


def _web_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.netloc or parts.query or parts.fragment:
        raise _wrong("is no web address: give one like https://calls.example.org.")
    return url.rstrip("/")


def _file_or_web_address(place: str) -> str:
    return place if is_web_address(place) else str(_absolute(Path(place)))


def _web_origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    """As browsers write them in `Origin` (RFC 6454 §6.2)."""
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("https", "http") or not parts.netloc or origin != f"{parts.scheme}://{parts.netloc}":
            raise _wrong(f'has "{origin}", which is no web origin: give ones like https://chat.example.org.')
    return tuple(origin.lower() for origin in origins)


def _networks(networks: tuple[str, ...]) -> tuple[str, ...]:
    for network in networks:
        try:
            ip_network(network)
        except ValueError:
            raise _wrong(f'has "{network}", which is no address or network: give ones like 10.0.0.0/24.') from None
    return networks


BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w.-]+)*/?", re.ASCII)


def _folder_or_bucket(place: str) -> str:
    if place.startswith("s3:"):
        if not BUCKET.fullmatch(place) or {".", ".."} & set(place.split("/")):
            raise _wrong("names no bucket: write it as s3://bucket or s3://bucket/folder.")
        return place
    if "://" in place:
        raise _wrong("is no folder and no bucket: give a folder, or s3://bucket.")
    return str(_absolute(Path(place)))


def _ice_servers(protocol: IceProtocol) -> AfterValidator:
    return AfterValidator(partial(_unless, partial(wrong_server, protocol)))


def _unless(problem_of: Callable[[V], str | None], value: V) -> V:
    """The value, if nothing is wrong with it."""
    problem = problem_of(value)
    if problem is not None:
        raise _wrong(problem)
    return value


def _split(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise _wrong("is empty: give it a value, or leave it unset.")
    return value


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


Port = Annotated[int, Field(ge=1, le=65535)]
AnyPort = Annotated[int, Field(ge=0, le=65535)]
Text = Annotated[str, AfterValidator(_not_blank)]
Texts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Bytes = Annotated[int, Field(ge=1024, le=1 << 26)]
Hours = Annotated[int, Field(ge=1, le=10_000)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]


def default_data_folder() -> Path:
    """Where the platform keeps the data of a service (as root, FHS §5.8), or of a user (XDG base directories)."""
    if os.geteuid() == 0:
        return Path("/var/lib/ringlog")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "ringlog"


class Config(BaseSettings):
    """Everything that is set from outside; `Config.read()` makes one. Its descriptions are what `--help` shows."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    database_url: Annotated[str, AfterValidator(_postgres_url)] | None = Field(
        default=None,
        repr=False,
        description="PostgreSQL to use, as a URL; without it one is embedded in the data folder",
    )
    data_folder: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=default_data_folder, description="the embedded PostgreSQL, its signing secret, recordings"
    )

    recordings: Annotated[str, AfterValidator(_not_blank), AfterValidator(_folder_or_bucket)] | None = Field(
        default=None,
        description="where recordings are kept: a folder, or s3://bucket/folder; recordings in the data folder "
        "without one",
    )
    s3_endpoint: Annotated[str, AfterValidator(_web_url)] | None = Field(
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
    public_url: Annotated[str, AfterValidator(_web_url)] | None = Field(
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
    trusted_proxies: Annotated[Texts, AfterValidator(_networks)] = Field(
        default=(),
        description="addresses or networks of your reverse proxies, separated by commas, whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed; nobody's without",
    )
    allowed_origins: Annotated[Texts, AfterValidator(_web_origins)] = Field(
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
    jwt_key_set: Annotated[Text, AfterValidator(_file_or_web_address)] | None = Field(
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
    ice_host: Annotated[Text, AfterValidator(partial(_unless, wrong_host))] | None = Field(
        default=None, description="address told to clients for media; as ice.host without one"
    )
    stun_servers: Annotated[Texts, _ice_servers(IceProtocol.STUN)] = Field(
        default=(),
        description="STUN servers for clients, separated by commas: stun:host:port; as ice.stun_servers without any",
    )
    turn_servers: Annotated[Texts, _ice_servers(IceProtocol.TURN)] = Field(
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

    @classmethod
    def read(cls) -> Self:
        """Reads and checks the environment; raises WrongSettings. Without a database it may make a signing secret."""
        problems = _unknown_variables()
        try:
            config = cls()
        except ValidationError as error:
            raise WrongSettings(*problems, *map(_sentence, error.errors())) from None
        problems += _storage_problems(config)
        if problems:
            raise WrongSettings(*problems)
        return config._with_key()

    def on_database(self, url: str) -> Self:
        """The same configuration with the embedded PostgreSQL's URL filled in."""
        return self.model_copy(update={"database_url": url})

    def locks(self) -> dict[str, Lock]:
        """The workspace's settings, by name, that this environment goes before."""
        set_here = ((name, field, getattr(self, field)) for name, field in GOES_BEFORE.items())
        return {name: Lock(value, _variable(field)) for name, field, value in set_here if value}

    def environment(self) -> dict[str, str]:
        """The variables from which another process reads this very configuration, secrets included."""
        return {_variable(name): _written(value) for name, value in self if value is not None}

    def base_url(self) -> str:
        """What links to this installation begin with; no slash at the end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    def origins(self) -> frozenset[str]:
        """Web origins whose pages may connect, besides those of the host name they connect to."""
        own = urlsplit(self.base_url())
        return frozenset((*self.allowed_origins, f"{own.scheme}://{own.netloc}".lower()))

    def signing_key(self) -> SigningKey | None:
        """None where only the keys of the key set are trusted."""
        if self.jwt_key is None:
            return None
        return SigningKey.load(self.jwt_key.get_secret_value(), self.jwt_algorithm)

    def _with_key(self) -> Self:
        self._require_key_set()
        try:
            needs_none = self.jwt_key is not None or self.jwt_key_set is not None
            config = self if needs_none else self.model_copy(update={"jwt_key": self._kept_key()})
            config.signing_key()
        except KeyUnusable as problem:
            raise WrongSettings(f"{_variable('jwt_key')} {problem}") from None
        except OSError as problem:
            raise WrongSettings(
                f"{_variable('data_folder')} is {self.data_folder}, where the signing secret can't be kept "
                f"({problem.strerror}): give a folder that may be written."
            ) from None
        return config

    def _require_key_set(self) -> None:
        """A file is there before the first token; what has a web address may start later than Ringlog."""
        if self.jwt_key_set is not None and not is_web_address(self.jwt_key_set):
            try:
                read_keys(self.jwt_key_set)
            except KeyUnusable as problem:
                raise WrongSettings(f"{_variable('jwt_key_set')} {problem}") from None

    def _kept_key(self) -> SecretStr:
        if self.database_url is not None or self.jwt_algorithm is not Algorithm.HS256:
            raise KeyUnusable(
                f"is not set: give the {self.jwt_algorithm} key that your chat product signs bearer tokens with."
            )
        return SecretStr(kept_secret(self.data_folder))


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _written(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _unknown_variables() -> list[str]:
    """A misspelt setting would otherwise be ignored without a word."""
    given = {name: name.upper().removeprefix(PREFIX).lower() for name in os.environ if name.upper().startswith(PREFIX)}
    unknown = sorted(name for name, setting in given.items() if setting not in Config.model_fields)
    return [f"{name} is no setting: {_advice(given[name])}" for name in unknown]


def _storage_problems(config: Config) -> list[str]:
    """A bucket needs a key; what only a bucket needs would otherwise be ignored without a word."""
    place, needed = _variable("recordings"), {"s3_key_id": "id", "s3_secret_key": "secret"}
    rights = f"may list, read, write and delete in the bucket of {place}"
    if (config.recordings or "").startswith("s3:"):
        return [
            f"{_variable(name)} is not set: give the {what} of a key that {rights}."
            for name, what in needed.items()
            if getattr(config, name) is None
        ]
    return [
        f"{_variable(name)} is set, but {place} names no bucket: give one like s3://bucket, or unset both."
        for name in ("s3_endpoint", *needed)
        if getattr(config, name) is not None
    ]


def _advice(unknown: str) -> str:
    close = get_close_matches(unknown, Config.model_fields, 1)
    return f"did you mean {_variable(close[0])}?" if close else "unset it; `ringlog serve --help` lists what there is."


def _sentence(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    match error["type"]:
        case "setting":
            return f"{_variable(name)} {error['msg']}"
        case "bool_parsing":
            wanted = "true or false"
        case "enum":
            wanted = error["ctx"]["expected"].replace("'", "")
        case _:
            wanted = _range(name) or error["msg"]
    return f'{_variable(name)} is "{error["input"]}": give {wanted}.'


def _range(name: str) -> str | None:
    limits = {type(limit).__name__: limit for limit in Config.model_fields[name].metadata}
    if limits.keys() >= {"Ge", "Le"}:
        return f"a whole number from {limits['Ge'].ge} to {limits['Le'].le}"
    return None
