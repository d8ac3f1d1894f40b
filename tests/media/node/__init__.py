"""The media module in its house: real orders, a real log, real clients."""
