"""Links to files for players and browsers, which can't send a header: for one person, and good for a few minutes.

Whoever has the link is that person for this one file; whether they may see it is looked up when it is used.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from api.access.person import Person
from api.access.tokens import Role
from domain.kernel.clock import Clock

GOOD_FOR = timedelta(minutes=15)


class DownloadLinks:
    """`secret` reads what all API processes sign with; what it raises, both methods raise."""

    def __init__(self, secret: Callable[[], str], clock: Clock) -> None:
        self._secret = secret
        self._clock = clock

    def link(self, recording_id: UUID, person: Person) -> str:
        """To a recording: the path and query of a link that is good for 15 minutes."""
        return f"/recordings/{recording_id}?{urlencode(self._signed(str(recording_id), person))}"

    def record_link(self, call_id: UUID, form: str, person: Person) -> str:
        """To a call's record in a format."""
        return f"/calls/{call_id}/record?{urlencode({'format': form, **self._signed(_record_of(call_id), person)})}"

    def person(self, recording_id: UUID, query: Mapping[str, str]) -> Person | None:
        """Whom the query of a link to a recording stands for; None if it isn't ours, or no longer good."""
        return self._person(str(recording_id), query)

    def person_of_record_link(self, call_id: UUID, query: Mapping[str, str]) -> Person | None:
        """As `person`, of a link to a call's record."""
        return self._person(_record_of(call_id), query)

    def _signed(self, file: str, person: Person) -> dict[str, str]:
        until = int((self._clock() + GOOD_FOR).timestamp())
        says = {"user": str(person.user_id), "role": person.role.value, "until": str(until)}
        return {**says, "signature": self._signature(file, says)}

    def _person(self, file: str, query: Mapping[str, str]) -> Person | None:
        says = {name: query.get(name, "") for name in ("user", "role", "until")}
        given = query.get("signature", "").encode()
        if not hmac.compare_digest(given, self._signature(file, says).encode()):
            return None
        if datetime.fromtimestamp(int(says["until"]), UTC) <= self._clock():
            return None
        return Person(UUID(says["user"]), "", Role(says["role"]))

    def _signature(self, file: str, says: Mapping[str, str]) -> str:
        signed = "\n".join((file, *says.values()))
        return hmac.new(self._secret().encode(), signed.encode(), hashlib.sha256).hexdigest()


def _record_of(call_id: UUID) -> str:
    """What is signed for a record, which no recording's id is."""
    return f"record of {call_id}"
