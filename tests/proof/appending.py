"""Makes a log grow by events without a meaning."""

from event_log.recorder import Recorder
from tests.event_log.rows import stream


def append(database_url: str, count: int) -> None:
    """So many events, of streams of up to seven each."""
    recorder = Recorder(database_url)
    try:
        lengths = [7] * (count // 7) + ([count % 7] if count % 7 else [])
        recorder.insert_events(
            [event for nr, length in enumerate(lengths) for event in stream(length, state=b'{"nr": %d}' % nr)]
        )
    finally:
        recorder.close()
