"""Why a file isn't taken in."""


class CannotImport(Exception):
    """A sentence says why. Nothing has changed."""


class Fork(CannotImport):
    """The log that is here has another event at a position than the file."""
