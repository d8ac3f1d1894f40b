"""The statements of searches and their index."""

from pathlib import Path

from event_log.queries import named_queries

SQL = named_queries(Path(__file__).with_name("search.sql"))
