"""Proof of the media module: real sockets, real aiortc peers, real browsers."""
