"""How many of something, in sentences."""


def counted(number: int, thing: str) -> str:
    """A number and what it counts, whose plural ends in s: "1 event", "2,000 events"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
