"""Which account the embedded PostgreSQL runs as: it refuses to be root, so root hands it to a system account.

Folders on the way, such as a root user's home, are often closed to every other account. Their permissions are left
as they are; where the account can't pass, the process may look through folders by capability (capabilities(7)).
"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

ACCOUNT = "ringlog"
CAPABILITIES = ("dac_read_search", "dac_override")  # the second is what containers usually leave to root


class CannotDropPrivileges(Exception):
    """PostgreSQL can't be run as another account than root here; the message says what to do."""


def account() -> pwd.struct_passwd | None:
    """The account that PostgreSQL and its files belong to; None means our own. Makes it when root has none yet."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        return _make_account()


def command_prefix(*needed: Path) -> list[str]:
    """What to put before a command so that it runs unprivileged and can pass through the `needed` folders."""
    owner = account()
    if owner is None:
        return []
    if shutil.which("setpriv") is None:
        raise CannotDropPrivileges(f"PostgreSQL refuses to run as root: install setpriv (util-linux) {_OR_ELSE}")
    drop = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    for extra in (
        [],
        *(["--securebits=+no_setuid_fixup", f"--inh-caps=+{name}", f"--ambient-caps=+{name}"] for name in CAPABILITIES),
    ):
        if all(_passes([*drop, *extra, "--"], folder) for folder in needed):
            return [*drop, *extra, "--"]
    folders = " or ".join(map(str, needed))
    raise CannotDropPrivileges(
        f"PostgreSQL refuses to run as root, and the account {ACCOUNT!r} can't reach {folders}: "
        f"install Ringlog and set RINGLOG_DATA_FOLDER where every account may pass, {_OR_ELSE}"
    )


_OR_ELSE = "or run Ringlog as another user, or set RINGLOG_DATABASE_URL to a PostgreSQL of your own."


def _make_account() -> pwd.struct_passwd:
    useradd = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        made = subprocess.run(useradd, capture_output=True, text=True, check=False)
        return pwd.getpwnam(ACCOUNT)  # somebody else may have made it meanwhile
    except FileNotFoundError:
        said = "useradd isn't installed"
    except KeyError:
        said = made.stderr.strip()
    raise CannotDropPrivileges(
        f"PostgreSQL refuses to run as root, and the account {ACCOUNT!r} could not be made ({said}): make it {_OR_ELSE}"
    )


def _passes(prefix: list[str], folder: Path) -> bool:
    return subprocess.run([*prefix, "test", "-x", folder], capture_output=True, check=False).returncode == 0
