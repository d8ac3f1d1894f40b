"""Recordings and call records over HTTP."""
