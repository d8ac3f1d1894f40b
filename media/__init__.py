"""The media module: a selective forwarding unit on aiortc. It knows peers and tracks, not rooms and rules."""
