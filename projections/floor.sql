-- name: tables
-- Of live calls only.
CREATE TABLE floor_sessions (
    session_id uuid PRIMARY KEY,
    call_id uuid NOT NULL,
    user_id uuid NOT NULL,
    muted boolean NOT NULL,
    camera_on boolean NOT NULL
);
CREATE INDEX floor_sessions_of_call ON floor_sessions (call_id, user_id);
CREATE TABLE hands (
    call_id uuid,
    user_id uuid,
    raised_at timestamptz NOT NULL,
    number integer NOT NULL,
    PRIMARY KEY (call_id, user_id)
);
CREATE TABLE reactions (
    call_id uuid,
    number integer,
    user_id uuid NOT NULL,
    emoji text NOT NULL,
    at timestamptz NOT NULL,
    shown_until timestamptz NOT NULL,
    PRIMARY KEY (call_id, number)
);
CREATE TABLE screen_shares (
    session_id uuid PRIMARY KEY,
    call_id uuid NOT NULL,
    user_id uuid NOT NULL,
    since timestamptz NOT NULL
);
CREATE INDEX screen_shares_of_call ON screen_shares (call_id);

-- name: load_floor_sessions
-- Some by id, those of some calls, and those that some users have in a call.
SELECT session_id, call_id, user_id, muted, camera_on
FROM floor_sessions
WHERE session_id = ANY (%(ids)s) OR call_id = ANY (%(calls)s)
UNION
SELECT session_id, call_id, user_id, muted, camera_on
FROM floor_sessions
WHERE call_id = ANY (%(in_calls)s) AND user_id = ANY (%(users)s);

-- name: save_floor_sessions
INSERT INTO floor_sessions SELECT * FROM json_populate_recordset(NULL::floor_sessions, %s)
ON CONFLICT (session_id) DO UPDATE SET muted = excluded.muted, camera_on = excluded.camera_on;

-- name: remove_floor_sessions
DELETE FROM floor_sessions USING json_populate_recordset(NULL::floor_sessions, %s) AS gone
WHERE floor_sessions.session_id = gone.session_id;

-- name: load_hands
SELECT call_id, user_id, raised_at, number FROM hands WHERE call_id = ANY (%(calls)s);

-- name: save_hands
INSERT INTO hands SELECT * FROM json_populate_recordset(NULL::hands, %s)
ON CONFLICT (call_id, user_id) DO UPDATE SET raised_at = excluded.raised_at, number = excluded.number;

-- name: remove_hands
DELETE FROM hands USING json_populate_recordset(NULL::hands, %s) AS gone
WHERE hands.call_id = gone.call_id AND hands.user_id = gone.user_id;

-- name: load_reactions
SELECT call_id, number, user_id, emoji, at, shown_until FROM reactions WHERE call_id = ANY (%(calls)s);

-- name: save_reactions
INSERT INTO reactions SELECT * FROM json_populate_recordset(NULL::reactions, %s);

-- name: remove_reactions
DELETE FROM reactions USING json_populate_recordset(NULL::reactions, %s) AS gone
WHERE reactions.call_id = gone.call_id AND reactions.number = gone.number;

-- name: load_screen_shares
SELECT session_id, call_id, user_id, since
FROM screen_shares
WHERE session_id = ANY (%(ids)s) OR call_id = ANY (%(calls)s);

-- name: save_screen_shares
INSERT INTO screen_shares SELECT * FROM json_populate_recordset(NULL::screen_shares, %s)
ON CONFLICT (session_id) DO UPDATE SET since = excluded.since;

-- name: remove_screen_shares
DELETE FROM screen_shares USING json_populate_recordset(NULL::screen_shares, %s) AS gone
WHERE screen_shares.session_id = gone.session_id;

-- name: sessions_of_calls
SELECT session_id, call_id, user_id, muted, camera_on
FROM floor_sessions
WHERE call_id = ANY (%(call_ids)s)
ORDER BY session_id;

-- name: hands_of_calls
SELECT call_id, user_id, raised_at, number FROM hands WHERE call_id = ANY (%(call_ids)s) ORDER BY number;

-- name: reactions_of_calls
SELECT call_id, number, user_id, emoji, at, shown_until
FROM reactions
WHERE call_id = ANY (%(call_ids)s) AND shown_until > %(now)s
ORDER BY number;

-- name: shares_of_calls
SELECT session_id, call_id, user_id, since FROM screen_shares WHERE call_id = ANY (%(call_ids)s);
