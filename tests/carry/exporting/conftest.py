"""A log with a call in it, in which everything was on record that can be; signed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection

from carry.checking.check import Checked, Outside, check
from carry.exporting.export import Export, Exported
from carry.exporting.part_file import SUFFIX, part_of
from carry.exporting.wanted import Wanted
from carry.file.cloud_events import Event
from carry.file.manifest import Of
from carry.file.reader import Reader
from carry.file.vault_entries import Entry
from event_log.vault.master_key import MasterKey
from proof.checkpoints.identity import Identity
from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import SignedNote
from tests.event_log.records.played import conference
from tests.projections.scene import Scene
from tests.signed_log import ORIGIN, begin, sign


class SignedLog(NamedTuple):
    """`call_id`: of a conference of Ada, Grace and Alan in the channel."""

    scene: Scene
    connection: Connection[Any]
    signer: NoteSigner
    note: SignedNote
    call_id: UUID

    def wanted(self, of: Of, id_: UUID | None = None, transfer: MasterKey | None = None) -> Wanted:
        return Wanted(of, id_, self.note, Identity(ORIGIN, (self.signer.key,), (), ()), transfer)

    def signed_again(self) -> "SignedLog":
        """Up to its end."""
        return self._replace(note=sign(self.scene.database_url, self.connection, self.signer))

    def export(self, file: Path, wanted: Wanted) -> Exported:
        with part_of(file) as (part, whole):
            exported = Export(self.scene.database_url, wanted).write(part, file.with_name(f"{file.name}{SUFFIX}"))
            whole()
        return exported

    def positions(self, where: str, *parameters: object) -> list[int]:
        """Of events in the database."""
        query = f"SELECT position FROM log.events WHERE {where} ORDER BY position"
        return [position for (position,) in self.connection.execute(query.encode(), parameters)]

    def check(self, file: Path) -> Checked:
        with file.open("rb") as opened:
            return check(opened, Outside((self.signer.key,)))


def contents(file: Path) -> tuple[list[Event], list[Entry]]:
    with file.open("rb") as opened:
        reader = Reader(opened)
        return list(reader.events()), list(reader.vault())


@pytest.fixture
def signed_log(database_url: str) -> Iterator[SignedLog]:
    signer = NoteSigner.new(ORIGIN)
    with Scene(database_url) as scene, psycopg.connect(database_url, autocommit=True) as connection:
        scene.furnish()
        call_id, *_ = conference(scene)
        scene.react()
        begin(scene.log, scene.clock, signer)
        yield SignedLog(scene, connection, signer, sign(database_url, connection, signer), call_id)
