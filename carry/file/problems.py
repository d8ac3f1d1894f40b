"""Why an export isn't taken."""

import msgspec

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding JSON of others raises."""


class NotUsable(Exception):
    """It is no export, or one of a newer version or of another log than what it is compared with; a sentence."""


class Damaged(Exception):
    """It isn't what was exported: cut off, changed, or never written by an export; a sentence that says where."""
