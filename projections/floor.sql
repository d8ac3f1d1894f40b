-- name: tables
-- Of live calls only.
CREATE TABLE floor_sessions (
    session_id uuid PRIMARY KEY,
    call_id uuid NOT NULL,
    user_id uuid NOT NULL,
    muted boolean NOT NULL,
    camera_on boolean NOT NULL,
    muted_by uuid
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
    emoji bytea NOT NULL,
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

-- name: sessions_of_calls
SELECT {columns}
FROM floor_sessions
WHERE call_id = ANY (%(call_ids)s)
ORDER BY session_id;

-- name: hands_of_calls
SELECT {columns} FROM hands WHERE call_id = ANY (%(call_ids)s) ORDER BY number;

-- name: reactions_of_calls
SELECT {columns}
FROM reactions
WHERE call_id = ANY (%(call_ids)s) AND shown_until > %(now)s
ORDER BY number;

-- name: shares_of_calls
SELECT {columns} FROM screen_shares WHERE call_id = ANY (%(call_ids)s);
