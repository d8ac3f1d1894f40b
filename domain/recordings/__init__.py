"""Recordings of calls: asked for, made, and published."""
