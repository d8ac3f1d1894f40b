"""Proof of the media server: real sockets, real aiortc peers, real browsers."""
