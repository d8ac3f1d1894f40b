"""Links to recordings for players, which can't send a header: signed for one person, and good for a few minutes.

Whoever has the link is that person for this one recording; whether they may see it is looked up when it is used.
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
        """The path and query of a link that is good for 15 minutes."""
        until = int((self._clock() + GOOD_FOR).timestamp())
        says = {"user": str(person.user_id), "role": person.role.value, "until": str(until)}
        return f"/recordings/{recording_id}?{urlencode({**says, 'signature': self._signature(recording_id, says)})}"

    def person(self, recording_id: UUID, query: Mapping[str, str]) -> Person | None:
        """Whom a link's query stands for; None if it isn't ours, or no longer good."""
        says = {name: query.get(name, "") for name in ("user", "role", "until")}
        given = query.get("signature", "").encode()
        if not hmac.compare_digest(given, self._signature(recording_id, says).encode()):
            return None
        if datetime.fromtimestamp(int(says["until"]), UTC) <= self._clock():
            return None
        return Person(UUID(says["user"]), "", Role(says["role"]))

    def _signature(self, recording_id: UUID, says: Mapping[str, str]) -> str:
        signed = "\n".join((str(recording_id), *says.values()))
        return hmac.new(self._secret().encode(), signed.encode(), hashlib.sha256).hexdigest()
