"""How the schema spells what the code calls otherwise."""

import re


def code(kind: type[Exception]) -> str:
    """An error's class, whose name states a fact, as a code: CallAlreadyEnded → CALL_ALREADY_ENDED."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).upper()


def camel(words: str) -> str:
    """The domain's words for a field: "device id" → deviceId."""
    first, *others = words.split(" ")
    return first + "".join(word.capitalize() for word in others)
