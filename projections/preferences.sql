-- name: tables
-- Of users who ever changed theirs.
CREATE TABLE preferences (
    user_id uuid PRIMARY KEY,
    ring_tone bytea NOT NULL,
    ringing_enabled boolean NOT NULL,
    do_not_disturb boolean NOT NULL,
    muted_room_ids uuid[] NOT NULL
);

-- name: preferences_of_users
SELECT {columns}
FROM preferences
WHERE user_id = ANY (%(user_ids)s);
