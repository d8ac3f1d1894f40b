"""The types of settings' values, and what is wrong with those that can't be used, in sentences.

A sentence starts with what the setting is or has, as the variable's name is put before it.
"""

import re
from collections.abc import Callable
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

from domain.workspace.ice_servers import IceProtocol, wrong_host, wrong_server
from proof.notes.malformed import is_name
from runtime.signing.key_set import is_web_address

SENTENCE = "sentence"  # the type of errors that are one already
V = TypeVar("V")


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError(SENTENCE, "{sentence}", {"sentence": sentence})


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


def _unless(problem_of: Callable[[V], str | None], value: V) -> V:
    """The value, if nothing is wrong with it."""
    problem = problem_of(value)
    if problem is not None:
        raise _wrong(problem)
    return value


def _log_name(name: str) -> str:
    if not is_name(name) or not name.isprintable():
        raise _wrong('is no name of a log: give one without spaces and "+", like calls.example.org/log.')
    return name


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
Bytes = Annotated[int, Field(ge=1024, le=1 << 26)]
Hours = Annotated[int, Field(ge=1, le=10_000)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Text = Annotated[str, AfterValidator(_not_blank)]
LogName = Annotated[str, AfterValidator(_log_name)]
Texts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
PostgresUrl = Annotated[str, AfterValidator(_postgres_url)]
WebUrl = Annotated[str, AfterValidator(_web_url)]
WebOrigins = Annotated[Texts, AfterValidator(_web_origins)]
Networks = Annotated[Texts, AfterValidator(_networks)]
Folder = Annotated[Path, AfterValidator(_absolute)]
FolderOrBucket = Annotated[Text, AfterValidator(_folder_or_bucket)]
FileOrWebAddress = Annotated[Text, AfterValidator(_file_or_web_address)]
Host = Annotated[Text, AfterValidator(partial(_unless, wrong_host))]
StunServers = Annotated[Texts, AfterValidator(partial(_unless, partial(wrong_server, IceProtocol.STUN)))]
TurnServers = Annotated[Texts, AfterValidator(partial(_unless, partial(wrong_server, IceProtocol.TURN)))]
