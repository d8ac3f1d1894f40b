"""How settings are called and written in the environment."""

from pydantic import SecretStr

PREFIX = "RINGLOG_"


def variable(setting: str) -> str:
    """The variable that a setting is read from."""
    return f"{PREFIX}{setting.upper()}"


def setting_of(variable: str) -> str | None:
    """The setting that a variable is meant for; None if it is none of ours."""
    name = variable.upper()
    return name.removeprefix(PREFIX).lower() if name.startswith(PREFIX) else None


def written(value: object) -> str:
    """As a variable says it."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return ",".join(value) if isinstance(value, tuple) else str(value)
