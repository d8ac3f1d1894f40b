"""The read side: one module per read model, and what keeps them current.

A `Projector` follows the log and applies it to all views, which lie in schema `views`; each `projections.<view>` has
the rows and the queries that read them. They can be thrown away: `rebuild` makes them again from the log.
"""

from projections.engine.connection import connect, connect_views
from projections.engine.projector import Projector, ViewsOfAnotherVersion
from projections.engine.rebuild import rebuild
from projections.engine.schema import is_current, migrate

__all__ = ["Projector", "ViewsOfAnotherVersion", "connect", "connect_views", "is_current", "migrate", "rebuild"]
