"""What can be told of an SDP offer before the media server looks at it (RFC 8866, RFC 3264)."""

import re

from domain.errors import InvalidInput

FIELD = "sdpOffer"
LARGEST_OFFER = 65_536  # bytes
LINE = re.compile(r"[a-z]=\S.*|s=.*")
REJECTED_PORT = "0"


def checked_offer(sdp: str) -> str:
    """`sdp` as it is. Raises InvalidInput if it is too large, is no SDP, or has no audio."""
    size = len(sdp.encode())
    if size > LARGEST_OFFER:
        raise InvalidInput(FIELD, f"An offer may have up to {LARGEST_OFFER} bytes; this one has {size}.")
    lines = sdp.splitlines()
    if not lines or lines[0] != "v=0":
        raise InvalidInput(FIELD, "This is no SDP: it doesn't begin with v=0.")
    wrong = next((number for number, line in enumerate(lines, start=1) if not LINE.fullmatch(line)), None)
    if wrong is not None:
        raise InvalidInput(FIELD, f"This is no SDP: line {wrong} isn't of the form letter=value.")
    if not any(_is_active_audio(line) for line in lines):
        raise InvalidInput(FIELD, "The offer has no audio: add an audio section, to send or to receive.")
    return sdp


def _is_active_audio(line: str) -> bool:
    medium, _, rest = line.partition(" ")
    return medium == "m=audio" and bool(rest) and rest.split(" ")[0] != REJECTED_PORT
