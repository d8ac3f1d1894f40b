"""What a part of the fold does with which kinds of facts."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from domain.kernel.fact import Fact

Handler: TypeAlias = Callable[[Any], None]
Handlers: TypeAlias = Mapping[type[Fact], Handler]
