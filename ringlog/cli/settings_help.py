"""The settings as `--help` lists them."""

from runtime.config import PREFIX, Config


def _line(name: str) -> str:
    field = Config.model_fields[name]
    default = field.get_default(call_default_factory=True, validated_data={})
    shown = "" if default in (None, ()) else f" ({str(default).lower() if default is True else default})"
    return f"- `{PREFIX}{name.upper()}`{shown}: {field.description}"


SETTINGS = "\n".join(["**Settings**, read from the environment:", "", *map(_line, Config.model_fields)])
