-- name: tables
-- Ended calls, and those on the way there; stays are kept per session while the call is on, attendances afterwards.
CREATE TABLE conference_logs (
    call_id uuid PRIMARY KEY,
    room_id uuid NOT NULL,
    kind text NOT NULL,
    title bytea NOT NULL,
    initiator_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    held_since timestamptz,
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

-- name: logs_by_id
SELECT {columns}
FROM conference_logs
WHERE call_id = ANY (%(ids)s) AND ended_at IS NOT NULL;

-- name: attendances_of_calls
SELECT {columns}
FROM attendances
WHERE call_id = ANY (%(call_ids)s)
ORDER BY joined_at, user_id;
