-- name: tables
-- Ended calls, and those on the way there; stays are kept per session while the call is on, attendances afterwards.
CREATE TABLE conference_logs (
    call_id uuid PRIMARY KEY,
    room_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    initiator_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz,
    end_reason text,
    ended_by uuid
);
CREATE TABLE stays (
    session_id uuid PRIMARY KEY,
    call_id uuid NOT NULL,
    user_id uuid NOT NULL,
    joined_at timestamptz NOT NULL,
    left_at timestamptz,
    reason text,
    removed_by uuid
);
CREATE INDEX stays_of_call ON stays (call_id);
CREATE TABLE attendances (
    call_id uuid,
    user_id uuid,
    joined_at timestamptz,
    left_at timestamptz NOT NULL CHECK (left_at >= joined_at),
    reason text,
    removed_by uuid,
    PRIMARY KEY (call_id, user_id, joined_at)
);

-- name: indexes
CREATE INDEX stays_of_user ON stays (user_id);
CREATE INDEX attendances_of_user ON attendances (user_id, joined_at DESC);

-- name: load_conference_logs
SELECT call_id, room_id, kind, title, initiator_id, started_at, answered_at, ended_at, end_reason, ended_by
FROM conference_logs
WHERE call_id = ANY (%(ids)s);

-- name: save_conference_logs
INSERT INTO conference_logs SELECT * FROM json_populate_recordset(NULL::conference_logs, %s)
ON CONFLICT (call_id) DO UPDATE SET
    answered_at = excluded.answered_at,
    ended_at = excluded.ended_at,
    end_reason = excluded.end_reason,
    ended_by = excluded.ended_by;

-- name: load_stays
SELECT session_id, call_id, user_id, joined_at, left_at, reason, removed_by
FROM stays
WHERE session_id = ANY (%(ids)s) OR call_id = ANY (%(calls)s);

-- name: save_stays
INSERT INTO stays SELECT * FROM json_populate_recordset(NULL::stays, %s)
ON CONFLICT (session_id) DO UPDATE SET
    left_at = excluded.left_at, reason = excluded.reason, removed_by = excluded.removed_by;

-- name: remove_stays
DELETE FROM stays USING json_populate_recordset(NULL::stays, %s) AS gone WHERE stays.session_id = gone.session_id;

-- name: save_attendances
-- A call ends once, so no row is ever there before.
INSERT INTO attendances SELECT * FROM json_populate_recordset(NULL::attendances, %s);

-- name: logs_by_id
SELECT call_id, room_id, kind, title, initiator_id, started_at, answered_at, ended_at, end_reason, ended_by
FROM conference_logs
WHERE call_id = ANY (%(ids)s) AND ended_at IS NOT NULL;

-- name: attendances_of_calls
SELECT call_id, user_id, joined_at, left_at, reason, removed_by
FROM attendances
WHERE call_id = ANY (%(call_ids)s)
ORDER BY joined_at, user_id;
