"""Recordings as objects in a bucket of an S3-compatible storage.

Its library works in threads of its own without the interpreter lock, so that storing a file of gigabytes doesn't hold
up the media process; it sends and reads in parts, so that neither needs more memory than a few of them.
"""

import errno
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from runtime.storage.bucket import Bucket

logger = logging.getLogger(__name__)

MEBIBYTE = 1 << 20
PART = 8 * MEBIBYTE  # sent at once; a file has up to 10,000 of them
PARTS_UNDER_WAY = 4
BLOCK = MEBIBYTE  # read at once: a player that reads slowly keeps no connection to the storage open
CONNECT_WITHIN = timedelta(seconds=5)
ANSWER_WITHIN = timedelta(minutes=2)  # a part, on a slow line
RETRY_FOR = timedelta(seconds=30)
RETRIES = 3

UNREACHABLE = "the storage can't be reached"
CODE = re.compile(r"<Code>(\w{1,64})</Code>")
STATUS = re.compile(r"status code: (\d{3})")


class S3Storage:
    """A RecordingStorage."""

    def __init__(self, bucket: Bucket) -> None:
        self._store = S3Store(
            bucket.name,
            prefix=bucket.prefix or None,
            endpoint=_endpoint(bucket),
            region=bucket.region,
            access_key_id=bucket.key_id,
            secret_access_key=bucket.secret_key.get_secret_value(),
            virtual_hosted_style_request=not bucket.path_style,
            client_options={
                "allow_http": True,
                "connect_timeout": CONNECT_WITHIN,
                "timeout": ANSWER_WITHIN,
            },
            retry_config={"max_retries": RETRIES, "retry_timeout": RETRY_FOR},
        )

    def keep(self, recording_id: UUID, file: Path) -> None:
        with _told_as_os_error():
            obstore.put(
                self._store,
                _key(recording_id),
                file,
                attributes={"Content-Type": "video/webm", "recording": str(recording_id)},
                chunk_size=PART,
                max_concurrency=PARTS_UNDER_WAY,
            )
        file.unlink()

    def read(self, recording_id: UUID, begin: int, end: int) -> Iterator[bytes]:
        first = self._block(recording_id, begin, end)

        def blocks() -> Iterator[bytes]:
            yield first
            for at in range(begin + BLOCK, end, BLOCK):
                yield self._block(recording_id, at, end)

        return blocks()

    def delete(self, recording_id: UUID) -> None:
        with _told_as_os_error():
            obstore.delete(self._store, _key(recording_id))

    def _block(self, recording_id: UUID, begin: int, end: int) -> bytes:
        with _told_as_os_error():
            return bytes(obstore.get_range(self._store, _key(recording_id), start=begin, end=min(end, begin + BLOCK)))


def _key(recording_id: UUID) -> str:
    return f"{recording_id}.webm"


def _endpoint(bucket: Bucket) -> str | None:
    """With the bucket in its host where addresses have it there."""
    if bucket.endpoint is None or bucket.path_style:
        return bucket.endpoint
    parts = urlsplit(bucket.endpoint)
    return parts._replace(netloc=f"{bucket.name}.{parts.netloc}").geturl()


@contextmanager
def _told_as_os_error() -> Iterator[None]:
    """The storage's errors with a reason that people understand; the whole of it is in the log."""
    try:
        yield
    except (BaseError, FileNotFoundError) as error:
        told = str(error).partition("\n\nDebug source")[0]
        code = CODE.search(told)
        if isinstance(error, FileNotFoundError) and (code is None or code[1] == "NoSuchKey"):
            raise FileNotFoundError(errno.ENOENT, "the storage has no such file") from None
        logger.warning("%s", " ".join(told.split()))
        raise OSError(errno.EIO, _reason(told)) from None


def _reason(told: str) -> str:
    if code := CODE.search(told):
        return f"the storage refuses it ({code[1]})"
    if status := STATUS.search(told):
        return f"the storage answers with status {status[1]}"
    return UNREACHABLE
