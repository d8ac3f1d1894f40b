"""What a connection may cost before it is known who is at its other end."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Times in seconds, sizes in bytes."""

    body: int
    """Of a request, read or thrown away."""
    connections: int
    """At once, in this process."""
    head: int = 32 * 1024
    """Request line, headers and trailers together, and whatever else of a request is no body."""
    headers: int = 100
    head_within: float = 10.0
    """From when the connection was made, or from the first byte of a further request."""
    body_within: float = 30.0
    pipelined: int = 8
    """Requests that wait while an earlier one of the same connection is answered."""
    frames_per_second: float = 200.0
    """Of a WebSocket, pings and parts of messages included, in the long run."""
    frame_burst: int = 1000
    """As many at once."""
    idle: int = 5
    """Between an answer and the next request."""
    linger: float = 10.0
    """For a client to take what was sent before a connection is ended."""
