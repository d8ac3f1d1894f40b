"""Users and rooms that have the ids by which tests speak of them, once they are put into the directory."""

from typing import Final

import psycopg

from event_log.vault.master_key import held
from tests.people import room_id, user_id

USERS: Final = ("ada", "grace", "alan", "edsger", "iris", "stranger", "visitor")
ROOMS: Final = ("ada-grace", "ada-grace-alan", "general", "attic", "new")
INDEX = "INSERT INTO vault.identities (digest, id) VALUES (%s, %s) ON CONFLICT DO NOTHING"


def give_ids(database_url: str) -> None:
    """To all of them, in a database that is migrated."""
    known = [(f"user:{name}", user_id(name)) for name in USERS] + [(f"room:{name}", room_id(name)) for name in ROOMS]
    with psycopg.connect(database_url) as connection:
        connection.cursor().executemany(INDEX, [(held().digest(called), id_) for called, id_ in known])
