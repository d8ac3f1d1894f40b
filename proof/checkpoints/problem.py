"""Why no checkpoint is published."""


class CannotPublish(Exception):
    """It would be wrong, or isn't possible as things stand; in a sentence."""
