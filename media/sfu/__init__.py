"""The selective forwarding unit on aiortc. It knows peers and tracks, and nothing of rooms and rules."""
