-- name: tables
-- How good each live call is for each of its sessions, by the sample with which that has changed.
CREATE TABLE session_quality (
    media_id uuid PRIMARY KEY,
    call_id uuid NOT NULL,
    level text,
    quality json,
    sampled_at timestamptz
);
CREATE INDEX session_quality_of_call ON session_quality (call_id);

-- name: by_media_session
SELECT {columns} FROM session_quality WHERE media_id = ANY (%(ids)s);
