"""How a dataclass is written as JSON, and which of its texts are personal: worked out once from its annotations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from types import MappingProxyType, UnionType
from typing import (
    Annotated,
    Any,
    NamedTuple,
    NotRequired,
    Required,
    TypedDict,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)
from uuid import UUID

import msgspec

from domain.kernel.personal import Erased, Personal, PersonIsErased
from event_log.vault.sealing import Sealer

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
ZONED: dict[Any, Any] = {datetime: Moment, datetime | None: Moment | None}  # a time without a zone is no moment


class Sealed(msgspec.Struct, frozen=True):
    """What is written in the place of a personal text. Of no bytes if it was erased already when it was written."""

    sealed: bytes


class Closed(NamedTuple):
    """A sealed text where it is to be opened: `state[name]`, which is at `path` of the fact `at`."""

    state: dict[str, Any]
    name: str
    subjects: tuple[UUID, ...]
    at: "At"
    path: str

    def place(self) -> bytes:
        return place(self.at, self.path)


At = tuple[str, UUID, int]  # a fact: topic, originator id and version


def place(at: At, path: str) -> bytes:
    """What a text of a fact is bound to."""
    return f"{at[0]} {at[1]} {at[2]} {path}".encode()


class NotPersonal(TypeError):
    """A personal field that can't be sealed, for it is no text."""


class Shape:
    """Of one class; `path` leads to it from a fact's state."""

    def __init__(
        self,
        kind: type[Any],
        path: str = "",
        beside: frozenset[str] = frozenset(),
        also: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """`beside`: fields that are kept beside the state; `also`: what else is in it. Raises NotPersonal."""
        self.kind = kind
        written = [field for field in fields(kind) if field.name not in beside]
        hints = get_type_hints(kind, include_extras=True)
        self.defaults = {field.name: field.default for field in written if field.default is not MISSING}
        self.texts: list[tuple[str, str, Personal]] = []  # name, path, whose
        self.inner: list[tuple[str, Shape]] = []
        types = {field.name: self._type(field.name, path, hints[field.name]) for field in written}
        self.type: Any = TypedDict(  # type: ignore[misc]  # its keys are known at run time only
            f"{kind.__qualname__}State",
            {name: NotRequired[of] if name in self.defaults else Required[of] for name, of in types.items()}
            | dict(also),
        )

    def _type(self, name: str, path: str, hint: Any) -> Any:
        """What a field is in a state."""
        if (personal := _personal(hint)) is not None:
            self.texts.append((name, path + name, personal))
            return hint | Sealed
        if isinstance(hint, type) and is_dataclass(hint) and is_personal(hint):
            inner = Shape(hint, f"{path}{name}.")
            self.inner.append((name, inner))
            return inner.type
        if is_personal(hint):
            raise NotPersonal(f"{self.kind.__qualname__}.{name} can't be sealed: {hint}.")
        return ZONED.get(hint, hint)

    def subjects(self, holder: Any) -> Iterator[UUID]:
        """Under whose keys its texts are to be sealed."""
        for name, _, personal in self.texts:
            text = getattr(holder, name)
            if text is not None and not isinstance(text, Erased):
                yield from personal.of(holder) or ()
        for name, inner in self.inner:
            yield from inner.subjects(getattr(holder, name))

    def sealed(self, holder: Any, state: dict[str, Any], at: At, sealer: Sealer) -> dict[str, Any]:
        """The state with its personal texts sealed, in place. Raises PersonIsErased, TypeError, ValueError."""
        for name, path, personal in self.texts:
            text = state[name]
            subjects = None if text is None else personal.of(holder)
            if subjects is not None:
                state[name] = _sealed(text, subjects, place(at, path), sealer, personal.or_erased)
            elif isinstance(text, Erased):
                raise PersonIsErased
        for name, inner in self.inner:
            value = state[name]
            if type(value) is not inner.kind:
                raise TypeError(f"{name} is to be a {inner.kind.__qualname__}, not {value!r}")
            state[name] = inner.sealed(value, dict(vars(value)), at, sealer)
        return state

    def restored(self, state: dict[str, Any], at: At, closed: Callable[[Closed], None]) -> Any:
        """What has this state; `closed` is told of its texts that are to be opened."""
        if self.defaults:
            state = self.defaults | state
        for name, inner in self.inner:
            state[name] = inner.restored(state[name], at, closed)
        holder = object.__new__(self.kind)
        object.__setattr__(holder, "__dict__", state)
        for name, path, personal in self.texts:
            if type(state[name]) is Sealed:
                closed(Closed(state, name, personal.of(holder) or (), at, path))
        return holder


def is_personal(hint: Any) -> bool:
    """Whether something in it is marked as personal."""
    if get_origin(hint) is Annotated:
        declared, *notes = get_args(hint)
        return any(isinstance(note, Personal) for note in notes) or is_personal(declared)
    if isinstance(hint, type) and is_dataclass(hint):
        return any(is_personal(part) for part in get_type_hints(hint, include_extras=True).values())
    return any(is_personal(part) for part in get_args(hint))


def _personal(hint: Any) -> Personal | None:
    """Whose a text is, or one that may be None; None for anything else."""
    if get_origin(hint) is Annotated:
        declared, *notes = get_args(hint)
        marks = (note for note in notes if isinstance(note, Personal))
        return next(marks, None) if declared in (str, str | None) else None
    options = set(get_args(hint)) - {type(None)}
    return _personal(options.pop()) if len(options) == 1 and get_origin(hint) in (Union, UnionType) else None


def _sealed(text: str, subjects: tuple[UUID, ...], at: bytes, sealer: Sealer, or_erased: bool) -> Sealed:
    if "\0" in text:
        raise ValueError("a text contains the character NUL")
    if not isinstance(text, Erased):
        try:
            return Sealed(sealer.seal(text, subjects, at))
        except PersonIsErased:
            if not or_erased:
                raise
    elif not or_erased:
        raise PersonIsErased
    return Sealed(b"")
