"""People and rooms for tests: put into the directory as the chat product does, and settings as an admin does."""

from typing import Any
from uuid import uuid4

from api.access.tokens import Role
from tests.api.graphql.settings import typed
from tests.system.device import Device
from tests.system.running import Running

NAMES = ("Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Frances", "Niklaus", "Tony")
ROOMS = {
    "Ada, Grace": ("DIRECT", ("Ada", "Grace")),
    "Alan, Edsger": ("DIRECT", ("Alan", "Edsger")),
    "Barbara, Donald": ("DIRECT", ("Barbara", "Donald")),
    "General": ("CHANNEL", NAMES),
}


class Town:
    """The same people and rooms every time, with ids of their own, so that no test meets another's."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self._mark = uuid4().hex[:8]

    async def furnish(self, **settings: Any) -> None:
        """settings: by name, with `__` for the dot."""
        users = [{"externalId": self.id(name), "name": name} for name in (*NAMES, "Root")]
        rooms = [
            {
                "externalId": self.id(name),
                "kind": kind,
                "name": name,
                "memberExternalIds": [self.id(each) for each in members],
            }
            for name, (kind, members) in ROOMS.items()
        ]
        async with self.device("chat", Role.SERVICE) as chat:
            await chat.change("upsertUsers", "userIds", users=users)
            await chat.change("upsertRooms", "roomIds", rooms=rooms)
        await self.set(**settings)

    async def set(self, **settings: Any) -> None:
        async with self.device("Root", Role.ADMIN) as admin:
            for name, value in settings.items():
                dotted = name.replace("__", ".")
                await admin.change("changeSetting", "setting { name }", name=dotted, value=typed(value))

    def id(self, name: str) -> str:
        """What the chat product calls this person or room."""
        return f"{name}-{self._mark}".lower().replace(", ", "-")

    def device(self, name: str, role: Role = Role.MEMBER, device: str = "phone") -> Device:
        return Device(self.running.address, self.running.token(self.id(name), role), device)
