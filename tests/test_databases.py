"""A database that is lent again is as good as new: whatever a test may have left in it is noticed."""

import psycopg

from tests.databases import CATALOGUE

CHANGES = (
    "ALTER TABLE log.keys_made ADD CHECK (true)",
    "ALTER TABLE log.keys_made DROP CONSTRAINT keys_made_pkey",
    "ALTER TABLE log.events ALTER recorded_at DROP NOT NULL",
    "ALTER TABLE log.keys_made ALTER subject_id SET DEFAULT gen_random_uuid()",
    "ALTER TABLE log.keys_made RENAME TO made",
    "CREATE INDEX ON log.events (recorded_at)",
    "CREATE SCHEMA more",
    "CREATE FUNCTION log.more() RETURNS int LANGUAGE sql RETURN 1",
    "CREATE TABLE log.more ()",
    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 64', current_database()); END $$",
)


def test_whatever_a_test_changes_but_rows_is_noticed(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        new = connection.execute(CATALOGUE).fetchone()
        assert connection.execute(CATALOGUE).fetchone() == new
        for change in CHANGES:
            with connection.transaction(force_rollback=True):
                connection.execute(change)
                assert connection.execute(CATALOGUE).fetchone() != new, change
