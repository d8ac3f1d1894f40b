"""How a test says what a setting is to be, and reads what it is."""

from typing import Any

VALUE = """
    ... on BooleanSetting { boolean }
    ... on IntegerSetting { integer }
    ... on TextSetting { text }
    ... on TextListSetting { texts }
"""
FIELDS = ("boolean", "integer", "text", "texts")


def typed(value: object) -> dict[str, Any]:
    """`value` as a SettingValueInput."""
    kinds = {bool: "boolean", int: "integer", str: "text", list: "texts"}
    return {kinds[type(value)]: value}


def value_of(setting: dict[str, Any]) -> Any:
    """What a setting is that was asked for with `VALUE`."""
    (value,) = (setting[field] for field in FIELDS if field in setting)
    return value
