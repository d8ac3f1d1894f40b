"""What no value of a request may have, since PostgreSQL and Python can't take it."""

NUL = "\0"
LONGEST_INTEGER = 128  # bits; more than anything of ours takes, and few enough digits to be quoted in an error


def unusable(value: object) -> str | None:
    """What is in values out of JSON that can't be used; None if there is nothing of the kind."""
    unseen = [value]
    while unseen:
        match unseen.pop():
            case str(text) if NUL in text:
                return "the character U+0000, which no text may have"
            case int(number) if number.bit_length() > LONGEST_INTEGER:
                return "a number that is too large"
            case list(values) | tuple(values):
                unseen += values
            case dict(fields):
                unseen += fields.keys()
                unseen += fields.values()
    return None
