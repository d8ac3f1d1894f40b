"""Ids that are derived from other ids, so that repeating a command finds what the first one made.

Nothing is derived from what people or rooms are called: see `identities.py`.
"""

from uuid import UUID, uuid5

NAMESPACE = UUID("5f0c1a52-6f1c-5c0e-9a53-2f9f3f0b7a11")
WORKSPACE_ID = uuid5(NAMESPACE, "workspace")
LOG_KEY_ID = uuid5(NAMESPACE, "log_key")
LEGAL_HOLDS_ID = uuid5(NAMESPACE, "legal holds")


def operator_id(account: str) -> UUID:
    """The id of whoever uses this account of the operating system."""
    return uuid5(NAMESPACE, f"operator:{account}")


def media_session_id(session_id: UUID) -> UUID:
    """The id of the media side of one participant session."""
    return uuid5(NAMESPACE, f"media:{session_id}")


def floor_id(call_id: UUID) -> UUID:
    """The id of a call's floor."""
    return uuid5(NAMESPACE, f"floor:{call_id}")


def thread_id(call_id: UUID) -> UUID:
    """The id of a call's thread."""
    return uuid5(NAMESPACE, f"thread:{call_id}")


def recorder_id(call_id: UUID) -> UUID:
    """The id of a call's recorder."""
    return uuid5(NAMESPACE, f"recorder:{call_id}")


def attachment_id(file_id: UUID) -> UUID:
    """The id of the message that posts a file in its call's thread."""
    return uuid5(NAMESPACE, f"attachment:{file_id}")


def request_id(actor: str, key: str) -> UUID:
    """The id of a request that `actor` marked with an idempotency key."""
    return uuid5(NAMESPACE, f"request:{actor}:{key}")


def erasure_id(user_id: UUID) -> UUID:
    """The id of a person's erasure."""
    return uuid5(NAMESPACE, f"erasure:{user_id}")


def expiry_id(subject_id: UUID) -> UUID:
    """The id of the expiry of a recording, or of a call's texts."""
    return uuid5(NAMESPACE, f"expiry:{subject_id}")
