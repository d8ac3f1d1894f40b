-- name: tables
-- Calls for ever, and which sessions left them before their end; sessions and tracks while they are in a call.
CREATE TABLE calls (
    id uuid PRIMARY KEY,
    room_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    title bytea NOT NULL,
    provider text NOT NULL,
    initiator_id uuid NOT NULL,
    host_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    ends_by timestamptz NOT NULL,
    held_since timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    end_reason text,
    ended_by uuid,
    rings_until timestamptz,
    ending_at timestamptz,
    ending_for text
);
CREATE TABLE exits (
    session_id uuid NOT NULL,
    call_id uuid NOT NULL,
    user_id uuid NOT NULL,
    reason text NOT NULL,
    removed_by uuid,
    left_at timestamptz NOT NULL
);
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    call_id uuid NOT NULL,
    user_id uuid NOT NULL,
    device_id bytea NOT NULL,
    media_id uuid NOT NULL,
    joined_at timestamptz NOT NULL,
    reconnecting_since timestamptz,
    media text,
    connection_id uuid
);
CREATE INDEX sessions_of_call ON sessions (call_id);
CREATE INDEX sessions_of_media ON sessions (media_id);
CREATE TABLE tracks (
    id uuid PRIMARY KEY,
    session_id uuid NOT NULL,
    media_id uuid NOT NULL,
    call_id uuid NOT NULL,
    kind text NOT NULL
);
CREATE INDEX tracks_of_session ON tracks (session_id);
CREATE INDEX tracks_of_media ON tracks (media_id);
CREATE INDEX tracks_of_call ON tracks (call_id);

-- name: indexes
CREATE INDEX calls_ongoing ON calls (room_id) WHERE state <> 'ended';
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX exits_of_user ON exits (user_id, left_at);
CREATE INDEX exits_of_call ON exits (call_id, user_id);

-- name: calls_by_id
SELECT {columns}
FROM calls
WHERE id = ANY (%(ids)s);

-- name: ongoing
SELECT {columns}
FROM calls
WHERE room_id = ANY (%(room_ids)s) AND state <> 'ended';

-- name: sessions_of_calls
SELECT {columns}
FROM sessions
WHERE call_id = ANY (%(call_ids)s)
ORDER BY joined_at, id;

-- name: sessions_by_id
SELECT {columns}
FROM sessions
WHERE id = ANY (%(ids)s);

-- name: tracks_by_id
SELECT {columns} FROM tracks WHERE id = ANY (%(ids)s);

-- name: tracks_of_calls
SELECT {columns} FROM tracks WHERE call_id = ANY (%(call_ids)s) ORDER BY id;

-- name: sessions_of_user
SELECT {columns}
FROM sessions
WHERE user_id = %(user_id)s
ORDER BY joined_at, id;

-- name: exits_of_user
SELECT {columns}
FROM exits
WHERE user_id = %(user_id)s
ORDER BY left_at DESC, session_id
LIMIT %(limit)s;

-- name: last_exits
SELECT DISTINCT ON (call_id) {columns}
FROM exits
WHERE call_id = ANY (%(call_ids)s) AND user_id = %(user_id)s
ORDER BY call_id, left_at DESC, session_id;
