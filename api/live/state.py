"""A state of a subscription, whole or as what has changed since another."""

from weakref import WeakKeyDictionary

import msgspec

from api.live.json_patch import json_patch


class State:
    """What all members of a group are shown. `payload` is the JSON of the whole, as a `next` message has it."""

    def __init__(self, payload: str) -> None:
        self.payload = payload
        self._since: WeakKeyDictionary[State, str] = WeakKeyDictionary()

    def since(self, shown: "State") -> str:
        """The payload for whoever has been shown that one: `{"patch": [...]}`, or the whole where that is shorter.

        It is found out once for all of them.
        """
        known = self._since.get(shown)
        if known is None:
            known = self._since[shown] = self._found_since(shown)
        return known

    def _found_since(self, shown: "State") -> str:
        changes = list(json_patch(msgspec.json.decode(shown.payload), msgspec.json.decode(self.payload)))
        patch = msgspec.json.encode({"patch": changes}).decode()
        return patch if len(patch) < len(self.payload) else self.payload
