"""The workspace's settings: each with type, range, default, where it may be set, and a sentence of help."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from domain.directory.room import RoomKind
from domain.kernel.errors import InvalidInput
from domain.workspace.ice_servers import HIGHEST_PORT, IceProtocol, wrong_host, wrong_server
from domain.workspace.providers import PROVIDERS

Value = bool | int | str | tuple[str, ...]
TYPE_NAMES = {bool: "true or false", int: "a whole number", str: "a text"}

RINGABLE = (RoomKind.DIRECT, RoomKind.GROUP_DIRECT)
HOUR = 3600  # seconds


class SettingUnit(StrEnum):
    """What a length of time is given in."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    DAYS = "days"


class Level(NamedTuple):
    """Where a setting is set: for a room, for a kind of room, or with neither for the whole workspace."""

    room_kind: RoomKind | None = None
    room_id: UUID | None = None


WORKSPACE = Level()


class Lock(NamedTuple):
    """The value of a setting that admins can't change, and the environment variable that fixes it."""

    value: Value
    variable: str


FORMERLY: Mapping[str, str] = MappingProxyType({"retention.days": "retention.recordings_days"})
"""Names that settings had, which the log and clients may still know, and those that they have now."""

NO_LOCKS: Mapping[str, Lock] = MappingProxyType({})


@dataclass(frozen=True)
class Setting:
    """What a setting is called, what it does, what it may be, and whether rooms and their kinds may differ."""

    name: str
    help: str
    default: object
    minimum: int | None = None
    maximum: int | None = None
    unit: SettingUnit | None = None  # of a length of time
    choices: tuple[str, ...] | None = None
    problem: Callable[[Any], str | None] | None = None  # what is wrong with a value, said after the setting's name
    per_room: bool = False


def setting(name: str, sentence: str, default: Any, **bounds: Any) -> Any:
    """A field of `Settings`."""
    return field(default=default, metadata={"setting": Setting(name, sentence, default, **bounds)})


@dataclass(frozen=True)
class Settings:
    """All settings at one moment, for one room. Times are whole seconds unless their help says otherwise."""

    calls_enabled: bool = setting("calls.enabled", "Whether anyone can start calls.", True, per_room=True)
    max_participants: int = setting(
        "calls.max_participants",
        "How many people a call may have; 0 for no limit.",
        0,
        minimum=0,
        maximum=100_000,
        per_room=True,
    )
    max_call_duration: int = setting(
        "calls.max_duration",
        "After how many seconds a call is ended.",
        24 * HOUR,
        unit=SettingUnit.SECONDS,
        minimum=60,
        maximum=7 * 24 * HOUR,
        per_room=True,
    )
    alone_timeout: int = setting(
        "calls.alone_timeout",
        "Seconds after which a call with one participant is ended; 0 for never.",
        0,
        unit=SettingUnit.SECONDS,
        minimum=0,
        maximum=24 * HOUR,
        per_room=True,
    )
    conference_grace: int = setting(
        "calls.conference_grace",
        "Seconds a conference waits for someone after the last left.",
        10,
        unit=SettingUnit.SECONDS,
        minimum=0,
        maximum=300,
    )
    direct_grace: int = setting(
        "calls.direct_grace",
        "Seconds a direct call waits for the side that left.",
        5,
        unit=SettingUnit.SECONDS,
        minimum=0,
        maximum=300,
    )
    lease_time: int = setting(
        "calls.lease_time",
        "Seconds without a sign of life after which a connection counts as dropped; signs come every 5 seconds.",
        15,
        unit=SettingUnit.SECONDS,
        minimum=10,
        maximum=300,
    )
    reconnect_time: int = setting(
        "calls.reconnect_time",
        "Seconds a dropped connection keeps its place.",
        30,
        unit=SettingUnit.SECONDS,
        minimum=1,
        maximum=600,
    )
    default_provider: str = setting(
        "calls.default_provider", "What carries the media.", "builtin", choices=tuple(PROVIDERS)
    )
    enabled_providers: tuple[str, ...] = setting(
        "calls.providers", "What may carry the media, if the caller chooses.", ("builtin",), choices=tuple(PROVIDERS)
    )
    ringing_enabled: bool = setting("ringing.enabled", "Whether calls ring anybody.", True)
    ringing_room_kinds: tuple[RoomKind, ...] = setting(
        "ringing.room_kinds", "In which kinds of room a call rings the others.", RINGABLE, choices=RINGABLE
    )
    ring_time: int = setting(
        "ringing.time", "Seconds a ring lasts.", 30, unit=SettingUnit.SECONDS, minimum=1, maximum=300
    )
    screen_sharing_enabled: bool = setting(
        "screen_sharing.enabled", "Whether participants may share their screens.", True, per_room=True
    )
    recording_enabled: bool = setting("recording.enabled", "Whether hosts may record their calls.", True, per_room=True)
    recording_limit: int = setting(
        "recording.limit",
        "Minutes after which a recording stops by itself.",
        60,
        unit=SettingUnit.MINUTES,
        minimum=15,
        maximum=180,
    )
    retention_recordings_days: int = setting(
        "retention.recordings_days",
        "Days that recordings are kept, from when they are published; 0 for ever.",
        0,
        unit=SettingUnit.DAYS,
        minimum=0,
        maximum=36_500,
        per_room=True,
    )
    retention_text_days: int = setting(
        "retention.text_days",
        "Days that what was written in a call is kept, from the end of the call; 0 for ever.",
        0,
        unit=SettingUnit.DAYS,
        minimum=0,
        maximum=36_500,
        per_room=True,
    )

    stun_servers: tuple[str, ...] = setting(
        "ice.stun_servers",
        "STUN servers that clients are told, as stun:host:port; RINGLOG_STUN_SERVERS goes before it.",
        (),
        problem=partial(wrong_server, IceProtocol.STUN),
    )
    turn_servers: tuple[str, ...] = setting(
        "ice.turn_servers",
        "TURN servers that clients are told if RINGLOG_TURN_SECRET is set, as turn:host:port?transport=udp; "
        "RINGLOG_TURN_SERVERS goes before it.",
        (),
        problem=partial(wrong_server, IceProtocol.TURN),
    )
    ice_host: str = setting(
        "ice.host",
        "Host that clients send media to, empty for the media server's own address; takes effect when the media "
        "server is started again, and RINGLOG_ICE_HOST goes before it.",
        "",
        problem=lambda host: wrong_host(host) if host else None,
    )
    media_udp_port: int = setting(
        "media.udp_port",
        "UDP port that all media uses; takes effect when the media server is started again, and "
        "RINGLOG_MEDIA_UDP_PORT goes before it.",
        8443,
        minimum=1,
        maximum=HIGHEST_PORT,
    )

    def value(self, name: str) -> Value:
        """The value of the setting called `name`."""
        held: Value = getattr(self, ATTRIBUTES[name])
        return held

    def having(self, name: str, value: Value) -> "Settings":
        """These settings with one changed to a value that was checked."""
        changes: dict[str, Any] = {ATTRIBUTES[name]: value}
        if name == "ringing.room_kinds" and isinstance(value, tuple):
            changes[ATTRIBUTES[name]] = tuple(RoomKind(kind) for kind in value)
        return replace(self, **changes)


CATALOG: dict[str, Setting] = {f.metadata["setting"].name: f.metadata["setting"] for f in fields(Settings)}
ATTRIBUTES: dict[str, str] = {f.metadata["setting"].name: f.name for f in fields(Settings)}


def name_now(name: str) -> str:
    """What a setting is called now."""
    return FORMERLY.get(name, name)


def names_of(name: str) -> set[str]:
    """What a setting is called, and was."""
    return {name, *(former for former, now in FORMERLY.items() if now == name)}


def as_named_now(held: Mapping[str, Value]) -> Mapping[str, Value]:
    """What is set at a level. Under its present name a setting was set later than under a former one."""
    if FORMERLY.keys().isdisjoint(held):
        return held
    return {FORMERLY[name]: value for name, value in held.items() if name in FORMERLY} | {
        name: value for name, value in held.items() if name not in FORMERLY
    }


def known(name: str) -> Setting:
    """The setting called `name`. Raises InvalidInput that says which there are."""
    if name not in CATALOG:
        raise InvalidInput("name", f"There is no setting {name!r}. The settings are {', '.join(sorted(CATALOG))}.")
    return CATALOG[name]


def checked(name: str, value: object) -> Value:
    """`value` as the setting `name` holds it. Raises InvalidInput that says what it may be."""
    chosen = known(name)
    held = _checked_list(chosen, value) if isinstance(chosen.default, tuple) else _checked_single(chosen, value)
    problem = chosen.problem(held) if chosen.problem else None
    if problem is not None:
        raise InvalidInput("value", f"{name} {problem}")
    return held


def at_level(name: str, level: Level) -> Level:
    """`level` as one that the setting `name` may have. Raises InvalidInput."""
    if level.room_kind is not None and level.room_id is not None:
        raise InvalidInput("level", "Give a room or a kind of room, not both.")
    if level != WORKSPACE and not known(name).per_room:
        raise InvalidInput("level", f"{name} can only be set for the whole workspace.")
    return level


def layers(level: Level) -> tuple[Level, ...]:
    """The levels whose settings count at `level`, the most general first: each overrides those before it."""
    within = (Level(room_kind=level.room_kind), Level(room_id=level.room_id))
    return (WORKSPACE, *(layer for layer in within if layer != WORKSPACE))


def in_force(changes: Mapping[Level, Mapping[str, Value]], level: Level) -> Settings:
    """The settings for a room: its own, else those of its kind, else the workspace's, else the defaults.

    The log is kept for ever, so `changes` may name settings that another version had: they hold nothing any more.
    """
    settings = Settings()
    for at in layers(level):
        for name, value in as_named_now(changes.get(at, {})).items():
            if name in CATALOG:
                settings = settings.having(name, value)
    return settings


def _checked_single(chosen: Setting, value: object) -> bool | int | str:
    if not isinstance(value, bool | int | str) or type(value) is not type(chosen.default):
        raise InvalidInput("value", f"{chosen.name} must be {TYPE_NAMES[type(chosen.default)]}.")
    if isinstance(value, int) and not isinstance(value, bool):
        _check_range(chosen, value)
    if chosen.choices is not None and value not in chosen.choices:
        raise InvalidInput("value", f"{chosen.name} must be one of {', '.join(chosen.choices)}.")
    return value


def _check_range(chosen: Setting, value: int) -> None:
    low, high = chosen.minimum, chosen.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        raise InvalidInput("value", f"{chosen.name} must be from {low} to {high}, not {value}.")


def _checked_list(chosen: Setting, value: object) -> tuple[str, ...]:
    """Choices are held in their own order, texts in the order given."""
    allowed = chosen.choices
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise InvalidInput("value", f"{chosen.name} must be a list of {', '.join(allowed or ('texts',))}.")
    if allowed is None:
        return tuple(value)
    if any(item not in allowed for item in value):
        raise InvalidInput("value", f"{chosen.name} must be a list of {', '.join(allowed)}.")
    return tuple(choice for choice in allowed if choice in value)
