"""The media server in its process: real orders, a real log, real clients."""
