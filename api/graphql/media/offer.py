"""What can be told of an SDP offer before the media server looks at it (RFC 8866, RFC 3264)."""

import re

from domain.kernel.errors import InvalidInput
from media.provider import MAX_OFFER_BYTES

FIELD = "sdpOffer"
LINE = re.compile(r"[a-z]=\S.*|s=.*")


def checked_offer(sdp: str) -> str:
    """`sdp` as it is. Raises InvalidInput if it is too large, is no SDP, or has no audio."""
    size = len(sdp.encode())
    if size > MAX_OFFER_BYTES:
        raise InvalidInput(FIELD, f"An offer may have up to {MAX_OFFER_BYTES} bytes; this one has {size}.")
    lines = sdp.splitlines()
    if not lines or lines[0] != "v=0":
        raise InvalidInput(FIELD, "This is no SDP: it doesn't begin with v=0.")
    wrong = next((number for number, line in enumerate(lines, start=1) if not LINE.fullmatch(line)), None)
    if wrong is not None:
        raise InvalidInput(FIELD, f"This is no SDP: line {wrong} isn't of the form letter=value.")
    if not any(line.startswith("m=audio ") for line in lines):
        raise InvalidInput(FIELD, "The offer has no audio: add an audio section, to send or to receive.")
    return sdp
