"""What a view is made of, as a short text: it changes when the view's rows could be others, and only then.

That is the SQL that makes its tables and moves its rows, and the source of its class and of whatever that uses of ours,
up to the facts' fields and how old ones are read; without docstrings, comments and layout. What keys are like is no
part of the rows, nor is what deadlines lead to, and the engine that all views share has to make the same rows; so these
don't count.
"""

import re

from event_log.source_code import SourceCode

UNCOUNTED = (
    "domain.consequences.consequences",
    "projections.engine.view",
    "projections.engine.table",
    "projections.engine.loads",
    "projections.engine.rows",
    "projections.engine.queries",
    "projections.engine.sealed",
    "projections.change_keys",
)
MAKING = re.compile("tables|indexes|(load|save|remove)_.*")  # the other statements only read
SQL_TOKEN = re.compile(r"'(?:[^']|'')*'|(?P<gap>--[^\n]*|/\*.*?\*/|\s+)+", re.DOTALL)


def fingerprint(module: str, name: str, sql: dict[str, str]) -> str:
    """Of the class of that name and its SQL."""
    code = SourceCode(without=UNCOUNTED)
    code.add(module, name)
    code.parts |= {key: normalised(text) for key, text in sql.items() if MAKING.fullmatch(key)}
    return code.fingerprint()


def normalised(sql: str) -> str:
    """As PostgreSQL reads it: one space for each comment and gap."""
    return SQL_TOKEN.sub(lambda token: " " if token["gap"] else token[0], sql).strip()
