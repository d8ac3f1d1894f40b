"""How far the policies had come in a log: told from the log, as what follows from a fact names that fact."""

from typing import Any

from psycopg import Connection

AT_ONCE = 1_000  # positions

# The last of these facts from which something followed by a policy, or by a timer, which waits for the policies.
LAST_CAUSE = """
SELECT max(cause.position)
FROM log.events AS effect
CROSS JOIN LATERAL string_to_array(effect.state #>> '{cause,causation_id}', ':') AS named (parts)
JOIN log.events AS cause
    ON cause.originator_id = parts[2]::uuid AND cause.originator_version = parts[3]::int AND cause.topic = parts[1]
WHERE effect.position > %s AND effect.position <= %s AND effect.state #>> '{cause,origin}' = %s
    AND cardinality(parts) = 3
"""


def policies_position(connection: Connection[Any], end: int, name: str) -> int:
    """Up to there all facts have had their consequences; whether those after it have any is to be looked at again.

    name: what the policies call themselves as the origin of facts. Policies go through the log in its order, so no
    effect that is recorded before a fact has a cause after it: it is looked for from the end backwards.
    """
    found, until = 0, end
    while until > found:
        after = max(until - AT_ONCE, found)
        row = connection.execute(LAST_CAUSE, (after, until, name)).fetchone()
        found = max(found, (row and row[0]) or 0)
        until = after
    return found
