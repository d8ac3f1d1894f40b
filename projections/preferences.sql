-- name: tables
-- Of users who ever changed theirs.
CREATE TABLE preferences (
    user_id uuid PRIMARY KEY,
    ring_tone text NOT NULL,
    ringing_enabled boolean NOT NULL,
    do_not_disturb boolean NOT NULL,
    muted_room_ids uuid[] NOT NULL
);

-- name: load_preferences
SELECT user_id, ring_tone, ringing_enabled, do_not_disturb, muted_room_ids
FROM preferences
WHERE user_id = ANY (%(users)s);

-- name: save_preferences
INSERT INTO preferences SELECT * FROM json_populate_recordset(NULL::preferences, %s)
ON CONFLICT (user_id) DO UPDATE SET
    ring_tone = excluded.ring_tone,
    ringing_enabled = excluded.ringing_enabled,
    do_not_disturb = excluded.do_not_disturb,
    muted_room_ids = excluded.muted_room_ids;

-- name: preferences_of_users
SELECT user_id, ring_tone, ringing_enabled, do_not_disturb, muted_room_ids
FROM preferences
WHERE user_id = ANY (%(user_ids)s);
