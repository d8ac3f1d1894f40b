-- name: tables
-- Calls for ever; sessions and tracks while they are in a call.
CREATE TABLE calls (
    id uuid PRIMARY KEY,
    room_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    title text NOT NULL,
    provider text NOT NULL,
    initiator_id uuid NOT NULL,
    host_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz,
    end_reason text,
    ended_by uuid
);
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    call_id uuid NOT NULL,
    user_id uuid NOT NULL,
    device_id text NOT NULL,
    media_id uuid NOT NULL,
    joined_at timestamptz NOT NULL,
    reconnecting_since timestamptz,
    media text
);
CREATE INDEX sessions_of_call ON sessions (call_id);
CREATE INDEX sessions_of_media ON sessions (media_id);
CREATE TABLE tracks (
    id uuid PRIMARY KEY,
    session_id uuid NOT NULL,
    call_id uuid NOT NULL,
    kind text NOT NULL
);
CREATE INDEX tracks_of_session ON tracks (session_id);
CREATE INDEX tracks_of_call ON tracks (call_id);

-- name: indexes
CREATE INDEX calls_ongoing ON calls (room_id) WHERE state <> 'ended';
CREATE INDEX sessions_of_user ON sessions (user_id);

-- name: load_calls
SELECT id, room_id, kind, state, title, provider, initiator_id, host_id, started_at, answered_at, ended_at, end_reason,
    ended_by
FROM calls
WHERE id = ANY (%(ids)s);

-- name: save_calls
INSERT INTO calls SELECT * FROM json_populate_recordset(NULL::calls, %s)
ON CONFLICT (id) DO UPDATE SET
    state = excluded.state,
    host_id = excluded.host_id,
    answered_at = excluded.answered_at,
    ended_at = excluded.ended_at,
    end_reason = excluded.end_reason,
    ended_by = excluded.ended_by;

-- name: load_sessions
SELECT id, call_id, user_id, device_id, media_id, joined_at, reconnecting_since, media
FROM sessions
WHERE id = ANY (%(ids)s) OR call_id = ANY (%(calls)s) OR media_id = ANY (%(media)s);

-- name: save_sessions
INSERT INTO sessions SELECT * FROM json_populate_recordset(NULL::sessions, %s)
ON CONFLICT (id) DO UPDATE SET reconnecting_since = excluded.reconnecting_since, media = excluded.media;

-- name: remove_sessions
DELETE FROM sessions USING json_populate_recordset(NULL::sessions, %s) AS gone WHERE sessions.id = gone.id;

-- name: load_tracks
SELECT id, session_id, call_id, kind
FROM tracks
WHERE id = ANY (%(ids)s)
   OR call_id = ANY (%(calls)s)
   OR session_id = ANY (%(sessions)s)
   OR session_id = ANY (ARRAY (SELECT sessions.id FROM sessions WHERE sessions.media_id = ANY (%(media)s)));

-- name: save_tracks
INSERT INTO tracks SELECT * FROM json_populate_recordset(NULL::tracks, %s)
ON CONFLICT (id) DO UPDATE SET session_id = excluded.session_id, call_id = excluded.call_id, kind = excluded.kind;

-- name: remove_tracks
DELETE FROM tracks USING json_populate_recordset(NULL::tracks, %s) AS gone WHERE tracks.id = gone.id;

-- name: calls_by_id
SELECT id, room_id, kind, state, title, provider, initiator_id, host_id, started_at, answered_at, ended_at, end_reason,
    ended_by
FROM calls
WHERE id = ANY (%(ids)s);

-- name: ongoing
SELECT id, room_id, kind, state, title, provider, initiator_id, host_id, started_at, answered_at, ended_at, end_reason,
    ended_by
FROM calls
WHERE room_id = ANY (%(room_ids)s) AND state <> 'ended';

-- name: sessions_of_calls
SELECT id, call_id, user_id, device_id, media_id, joined_at, reconnecting_since, media
FROM sessions
WHERE call_id = ANY (%(call_ids)s)
ORDER BY joined_at, id;

-- name: tracks_of_calls
SELECT id, session_id, call_id, kind FROM tracks WHERE call_id = ANY (%(call_ids)s) ORDER BY id;

-- name: sessions_of_user
SELECT id, call_id, user_id, device_id, media_id, joined_at, reconnecting_since, media
FROM sessions
WHERE user_id = %(user_id)s
ORDER BY joined_at, id;
