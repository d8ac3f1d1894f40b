"""Why there is no file of a recording, or not yet."""

CUT_SHORT = "The recorder ended by itself: is there enough memory?"


class RecordingFailed(Exception):
    """There will be no file; the message is a sentence for people."""


class RecordingInterrupted(RecordingFailed):
    """It can't go on for now, but its journal is there: the file can be made from it."""
