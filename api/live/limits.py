"""What one connection may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds per connection, unless said otherwise; times in seconds, sizes in characters of JSON.

    `message` has to leave room for a variable that a resolver refuses by itself, such as an SDP of over 512 KB.
    """

    init_timeout: float = 3.0
    message: int = 640 * 1024
    document: int = 16 * 1024
    operations: int = 100
    operations_per_second: float = 50.0
    """In the long run; over HTTP, of one user in one process."""
    operation_burst: int = 200
    """As many at once."""
    outgoing_messages: int = 1_000
    outgoing_size: int = 4 * 1024 * 1024
    stall: float = 10.0
    close_grace: float = 5.0
    cached_documents: int = 512
    """Prepared documents kept, for the whole process."""
    cached_documents_size: int = 1024 * 1024
    """Source text of the prepared documents kept, for the whole process; a syntax tree takes some fifty times that."""
