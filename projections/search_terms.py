"""The terms by which titles are found: what stands at the beginning of one of their words, for each word.

"Weekly planning" is found by "w", "week", "weekly pl", "plan", and so on. So every search is a look into a list that is
kept in the order of time, and costs the same however many calls there are; no search inside of words could.
"""

import re
import unicodedata

LONGEST = 16  # characters of a term; a longer text is looked for by the terms at the beginning of each of its words
ACCENTS = re.compile("[\u0300-\u036f]")
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # no space between words
BEGINNING = re.compile(rf"(?<!\w)\w|[{UNSPACED}]|[^\w\s]")


def folded(text: str) -> str:
    """Without differences of case, accents, width and spacing."""
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def terms_of(title: str) -> set[str]:
    """All terms that the title is found by."""
    text = folded(title)
    return {
        text[at : at + length].rstrip()
        for at in _beginnings(text)
        for length in range(1, min(LONGEST, len(text) - at) + 1)
    }


def terms_for(text: str) -> set[str]:
    """The terms that a title has to have for it to be found by `text`; none if it is blank."""
    wanted = folded(text)
    if len(wanted) <= LONGEST:
        return {wanted} - {""}
    return {wanted[at : at + LONGEST].rstrip() for at in {0, *_beginnings(wanted)}}


def _beginnings(text: str) -> list[int]:
    return [match.start() for match in BEGINNING.finditer(text)]
