"""What is wrong with settings, in sentences that say what to do."""

from difflib import get_close_matches

from pydantic_core import ErrorDetails

from runtime.config import values
from runtime.config.config import Config
from runtime.config.variables import setting_of, variable


class WrongSettings(Exception):
    """One or more settings can't be used; `problems` has a sentence for each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def unknown_variables(environment: list[str]) -> list[str]:
    """A misspelt setting would otherwise be ignored without a word."""
    given = {name: setting for name in environment if (setting := setting_of(name)) is not None}
    unknown = sorted(name for name, setting in given.items() if setting not in Config.model_fields)
    return [f"{name} is no setting: {_advice(given[name])}" for name in unknown]


def storage_problems(config: Config) -> list[str]:
    """A bucket needs a key; what only a bucket needs would otherwise be ignored without a word."""
    place, needed = variable("recordings"), {"s3_key_id": "id", "s3_secret_key": "secret"}
    rights = f"may list, read, write and delete in the bucket of {place}"
    if (config.recordings or "").startswith("s3:"):
        return [
            f"{variable(name)} is not set: give the {what} of a key that {rights}."
            for name, what in needed.items()
            if getattr(config, name) is None
        ]
    return [
        f"{variable(name)} is set, but {place} names no bucket: give one like s3://bucket, or unset both."
        for name in ("s3_endpoint", *needed)
        if getattr(config, name) is not None
    ]


def _advice(unknown: str) -> str:
    close = get_close_matches(unknown, Config.model_fields, 1)
    return f"did you mean {variable(close[0])}?" if close else "unset it; `ringlog serve --help` lists what there is."


def sentence(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    match error["type"]:
        case values.SENTENCE:
            return f"{variable(name)} {error['msg']}"
        case "bool_parsing":
            wanted = "true or false"
        case "enum":
            wanted = error["ctx"]["expected"].replace("'", "")
        case _:
            wanted = _range(name) or error["msg"]
    return f'{variable(name)} is "{error["input"]}": give {wanted}.'


def _range(name: str) -> str | None:
    limits = {type(limit).__name__: limit for limit in Config.model_fields[name].metadata}
    if limits.keys() >= {"Ge", "Le"}:
        return f"a whole number from {limits['Ge'].ge} to {limits['Le'].le}"
    return None
