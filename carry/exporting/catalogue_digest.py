"""By which two programs tell whether they know the same facts."""

from hashlib import sha256

import msgspec

from event_log.reference.published import today_s


def catalogue_digest() -> str:
    """SHA-256 of the schemas of all facts as this program writes them, in hex."""
    return sha256(msgspec.json.encode(today_s(), order="deterministic")).hexdigest()
