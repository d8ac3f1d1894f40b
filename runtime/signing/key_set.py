"""The chat product's public keys by their ids (JSON Web Key Set, RFC 7517 §5), read anew when it has changed them."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import jwt

from runtime.signing.signing_key import FITS, Algorithm, KeyUnusable, PublicKey, SigningKey
from runtime.thread_pools import in_thread

logger = logging.getLogger(__name__)

PACE = 10.0  # seconds between two readings, however many tokens name keys that aren't known
FRESH = 300.0  # seconds; then keys that were taken back stop being trusted
ANSWER_WITHIN = 5.0  # seconds
LARGEST = 256 * 1024  # bytes

Keys = Mapping[str, SigningKey]


class KeySet:
    """Keeps the last keys it could read: while their source is away, they are good."""

    def __init__(self, read: Callable[[], Keys], now: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._now = now
        self._keys: Keys = {}
        self._tried = float("-inf")
        self._reading = asyncio.Lock()

    @classmethod
    def at(cls, place: str) -> "KeySet":
        """A file, or a web address."""
        return cls(partial(read_keys, place))

    def find(self, key_id: str | None) -> SigningKey | None:
        """A token that names no key is signed with the only one (RFC 7515 §4.1.4 leaves it out then)."""
        if key_id is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(key_id or "")

    async def keep_fresh(self) -> None:
        """Read again what is old; one who asks waits for that, the others go on with what there is."""
        if self._now() - self._tried > FRESH and not self._reading.locked():
            await self.renew()

    async def renew(self) -> None:
        """Read again, unless that was done a moment ago."""
        async with self._reading:
            if self._now() - self._tried < PACE:
                return
            self._tried = self._now()
            try:
                self._keys = await in_thread(self._read)
            except KeyUnusable as problem:
                logger.warning("The key set of bearer tokens %s", problem)


def read_keys(place: str) -> Keys:
    """Those that can be used, by their ids. Raises KeyUnusable."""
    try:
        text = _fetched(place) if is_web_address(place) else Path(place).read_text(encoding="utf-8")
        described = json.loads(text)["keys"]
        keys = {str(each.get("kid", "")): _key(each) for each in described}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise KeyUnusable(f"at {place} can't be read ({problem!r}): give a JSON Web Key Set.") from None
    return {key_id: key for key_id, key in keys.items() if key is not None}


def is_web_address(place: str) -> bool:
    return place.startswith(("https://", "http://"))


def _fetched(address: str) -> bytes:
    """Raises OSError."""
    import httpx  # which those with a file, or with one key, don't need

    text = b""
    try:
        with httpx.stream("GET", address, timeout=ANSWER_WITHIN) as answer:
            answer.raise_for_status()
            for piece in answer.iter_bytes():
                text += piece
                if len(text) > LARGEST:
                    raise OSError(f"it has more than {LARGEST} bytes")
    except httpx.HTTPError as problem:
        raise OSError(str(problem)) from None
    return text


def _key(described: dict[str, object]) -> SigningKey | None:
    """None for a key that is for something else, or of a kind that isn't trusted, such as a shared secret."""
    if described.get("use", "sig") != "sig":
        return None
    try:
        key = jwt.PyJWK(described)
        algorithm = Algorithm(key.algorithm_name)
    except (jwt.PyJWTError, ValueError):
        return None
    if algorithm not in FITS or not isinstance(key.key, PublicKey) or not FITS[algorithm](key.key):
        return None
    return SigningKey(algorithm, key.key, None)
