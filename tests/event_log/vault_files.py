"""What the disk has of the vault, also in dead rows."""

from typing import Any

from psycopg import Connection


def on_disk(database: Connection[Any]) -> bytes:
    """All that the files of the vault have."""
    database.execute("CHECKPOINT")
    files = "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE relnamespace = %s::regnamespace"
    return b"".join(file for (file,) in database.execute(files, ("vault",)))
