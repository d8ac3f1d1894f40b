"""Who shows signs of life: participant sessions and media nodes. State of the moment, kept in schema `presence`.

It is neither an event nor derived from events: a session that goes quiet becomes an event, its heartbeats don't.
"""
