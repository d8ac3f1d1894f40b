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
    suppressed_for text
);

-- name: indexes
CREATE INDEX rings_incoming ON rings (callee_id)
WHERE outcome IS NULL AND NOT dismissed AND suppressed_for IS NULL;
CREATE INDEX rings_of_call ON rings (call_id);

-- name: load_rings
SELECT id, call_id, room_id, caller_id, callee_id, started_at, expires_at, dismissed, outcome, ended_at,
    suppressed_for
FROM rings
WHERE id = ANY (%(ids)s);

-- name: save_rings
INSERT INTO rings SELECT * FROM json_populate_recordset(NULL::rings, %s)
ON CONFLICT (id) DO UPDATE SET
    dismissed = excluded.dismissed, outcome = excluded.outcome, ended_at = excluded.ended_at;

-- name: rings_by_id
SELECT id, call_id, room_id, caller_id, callee_id, started_at, expires_at, dismissed, outcome, ended_at,
    suppressed_for
FROM rings
WHERE id = ANY (%(ids)s);

-- name: incoming
-- A ring that ran out is over for its callee even before the timer has said so.
SELECT id, call_id, room_id, caller_id, callee_id, started_at, expires_at, dismissed, outcome, ended_at,
    suppressed_for
FROM rings
WHERE callee_id = %(user_id)s AND outcome IS NULL AND NOT dismissed AND suppressed_for IS NULL
    AND expires_at > %(now)s
ORDER BY started_at DESC, id;

-- name: rings_of_calls
SELECT id, call_id, room_id, caller_id, callee_id, started_at, expires_at, dismissed, outcome, ended_at,
    suppressed_for
FROM rings
WHERE call_id = ANY (%(call_ids)s)
ORDER BY started_at, id;
