from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from psycopg import Connection, sql

from event_log import migrate
from event_log.recorder import Recorder
from proof.leaf import Row, entry_of, leaf_of
from proof.rows import WrongEncoding, rows
from tests.event_log.outages import name_of

ROW = Row(7, bytes(range(16)), 3, 1_767_225_600_000_001, b"ringlog.Call.Started", b'{"title": "Caf\xc3\xa9"}')
STREAM = UUID("0f0e0d0c-0b0a-0908-0706-050403020100")


def test_a_leaf_is_what_it_was_when_the_first_checkpoint_was_signed() -> None:
    """Written out by hand: were it to change, no proof of before would hold any more."""
    entry = (
        b"ringlog/leaf/v1\n"
        b"\x00\x00\x00\x00\x00\x00\x00\x07"
        b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"
        b"\x00\x00\x00\x03"
        b"\x00\x06\x47\x48\x46\x20\x40\x01"  # 2026-01-01T00:00:00.000001Z
        b"\x14ringlog.Call.Started"
    )
    assert entry_of(ROW) == entry + sha256(b'{"title": "Caf\xc3\xa9"}').digest()
    assert leaf_of(ROW) == sha256(b"\x00" + entry_of(ROW)).digest()


@pytest.mark.parametrize(
    "changed",
    [
        {"position": 8},
        {"originator": bytes(16)},
        {"version": 4},
        {"recorded_at": ROW.recorded_at + 1},
        {"topic": b"ringlog.Call.Starteb"},
        {"state": b'{"title":  "Caf\xc3\xa9"}'},
        {"topic": b"ringlog.Call.Started{", "state": b'"title": "Caf\xc3\xa9"}'},
    ],
)
def test_whatever_changes_in_a_row_changes_its_leaf(changed: dict[str, Any]) -> None:
    assert leaf_of(ROW._replace(**changed)) != leaf_of(ROW)


def test_a_topic_that_is_too_long_to_be_one_has_no_leaf() -> None:
    assert entry_of(ROW._replace(topic=b"t" * 255))
    with pytest.raises(ValueError, match="256"):
        leaf_of(ROW._replace(topic=b"t" * 256))


def test_a_row_is_read_as_it_was_written_to_the_byte_and_the_microsecond(
    log_url: str, connection: Connection[Any]
) -> None:
    state = '{ "b": 1.50, "a": "Café\\u0041", "a": null }'.encode()
    recorder = Recorder(log_url)
    recorder.insert_events([StoredEvent(STREAM, 1, "ringlog.test.Ünïcode", state)])
    recorder.close()
    connection.execute("UPDATE log.events SET recorded_at = '1969-12-31T23:59:59.999999Z'")
    assert list(rows(connection, 1, 10)) == [Row(1, STREAM.bytes, 1, -1, "ringlog.test.Ünïcode".encode(), state)]


@pytest.mark.parametrize(
    "setting",
    [
        "timezone = 'Pacific/Chatham'",
        "datestyle = 'SQL, DMY'",
        "client_encoding = 'LATIN1'",
        "client_encoding = 'SJIS'",
        "bytea_output = 'escape'",
        "lc_messages = 'C'",
        "extra_float_digits = -15",
        "intervalstyle = 'sql_standard'",
        "standard_conforming_strings = off",
    ],
)
def test_no_setting_of_the_connection_changes_a_leaf(
    log_url: str, connection: Connection[Any], append: Callable[[int], None], setting: str
) -> None:
    append(5)
    connection.execute("""UPDATE log.events SET state = '{"title": "Café λ"}' WHERE position = 2""")
    before = [leaf_of(row) for row in rows(connection, 1, 5)]
    connection.execute(f"SET {setting}".encode())
    assert [leaf_of(row) for row in rows(connection, 1, 5)] == before


def test_a_recorded_moment_that_is_infinite_has_a_leaf_of_its_own(
    connection: Connection[Any], append: Callable[[int], None]
) -> None:
    append(1)
    leaves = set()
    for moment in ("infinity", "-infinity", "294276-12-31T23:59:59Z", "4713-01-01 00:00:00Z BC"):
        connection.execute("UPDATE log.events SET recorded_at = %s::timestamptz", (moment,))
        leaves |= {leaf_of(row) for row in rows(connection, 1, 1)}
    assert len(leaves) == 4


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_in_another_encoding_is_refused(postgres_url: str, database_url: str, encoding: str) -> None:
    name = sql.Identifier(f"{name_of(database_url)}_{encoding}".lower())
    create = sql.SQL("CREATE DATABASE {} ENCODING {} LOCALE 'C' TEMPLATE template0").format(name, sql.Literal(encoding))
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(create)
        url = database_url.replace(name_of(database_url), f"{name_of(database_url)}_{encoding}".lower())
        try:
            migrate(url)
            with (
                psycopg.connect(url) as connection,
                pytest.raises(WrongEncoding, match=f"encoding is {encoding}; .* needs UTF8"),
            ):
                list(rows(connection, 1, 10))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
