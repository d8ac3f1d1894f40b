-- name: tables
-- Rings, with their outcome once they have one.
CREATE TABLE rings (
    id uuid PRIMARY KEY,
    call_id uuid NOT NULL,
    room_id uuid NOT NULL,
    caller_id uuid NOT NULL,
    callee_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    dismissed boolean NOT NULL,
    outcome text,
    ended_at timestamptz,
    dismissed_at timestamptz,
    accepted_by uuid,
    suppressed_for text,
    declined_on bytea
);

-- name: indexes
CREATE INDEX rings_incoming ON rings (callee_id)
WHERE outcome IS NULL AND NOT dismissed AND suppressed_for IS NULL;
CREATE INDEX rings_of_callee ON rings (callee_id, started_at);
CREATE INDEX rings_of_call ON rings (call_id);

-- name: rings_by_id
SELECT {columns}
FROM rings
WHERE id = ANY (%(ids)s);

-- name: incoming
-- A ring that ran out is over for its callee even before the timer has said so.
SELECT {columns}
FROM rings
WHERE callee_id = %(user_id)s AND outcome IS NULL AND NOT dismissed AND suppressed_for IS NULL
    AND expires_at > %(now)s
ORDER BY started_at DESC, id;

-- name: quiet
-- No ring rings for a day.
SELECT {columns}
FROM rings
WHERE callee_id = %(user_id)s AND suppressed_for IS NULL AND started_at > %(since)s - interval '1 day'
    AND coalesce(dismissed_at, ended_at, expires_at) > %(since)s
    AND coalesce(dismissed_at, ended_at, expires_at) <= %(now)s
ORDER BY coalesce(dismissed_at, ended_at, expires_at) DESC, id
LIMIT %(limit)s;

-- name: rings_of_calls
SELECT {columns}
FROM rings
WHERE call_id = ANY (%(call_ids)s)
ORDER BY started_at, id;
