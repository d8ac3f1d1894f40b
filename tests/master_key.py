"""The master key of all vaults in tests: the same in each process, and in each that a test starts."""

import os
import tempfile
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

from event_log.vault.master_key import MasterKey, hold

SECRET = bytes(range(32))
FILE = Path(tempfile.gettempdir()) / f"ringlog-tests-{os.geteuid()}" / "vault.key"


def hold_master_key() -> None:
    """This process has it, and those that are told of FILE will."""
    os.environ["RINGLOG_VAULT_KEY_FILE"] = str(FILE)
    FILE.parent.mkdir(mode=0o700, exist_ok=True)
    with suppress(FileExistsError), os.fdopen(os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
        new.write(b64encode(SECRET))
    hold(MasterKey(SECRET))
