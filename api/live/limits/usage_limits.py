"""What one connection, and one user, may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UsageLimits:
    """Bounds; those of a user count in one process, over HTTP and all their connections. Times are in seconds, sizes in
    characters of JSON.

    `message` has to leave room for a variable that a resolver refuses by itself, such as an SDP of over 512 KB.
    """

    # Of a user
    connections: int = 20
    operations: int = 200
    """At once."""
    operations_per_second: float = 50.0
    """In the long run."""
    operation_burst: int = 200
    """As many at once."""
    mutations_per_second: float = 20.0
    mutation_burst: int = 100
    executions: int = 4
    """Queries, and states of subscriptions, that are made at once; others wait."""
    changes: int = 8
    """Mutations that are carried out at once; others wait."""

    # Of an execution
    values: int = 20_000
    execution_time: float = 10.0

    # Of a connection
    init_timeout: float = 3.0
    message: int = 640 * 1024
    document: int = 16 * 1024
    messages_per_second: float = 100.0
    message_burst: int = 500
    outgoing_messages: int = 1_000
    outgoing_size: int = 4 * 1024 * 1024
    stall: float = 10.0
    close_grace: float = 5.0

    # Of the process
    executions_of_all: int = 64
    cached_documents: int = 512
    """PreparedDocument documents kept."""
    cached_documents_size: int = 1024 * 1024
    """Source text of the prepared documents kept; a syntax tree takes some fifty times that."""
