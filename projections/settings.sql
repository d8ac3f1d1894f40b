-- name: tables
-- What was ever set, and not reset.
CREATE TABLE settings (
    name text NOT NULL,
    room_kind text,
    room_id uuid,
    value json NOT NULL,
    UNIQUE NULLS NOT DISTINCT (name, room_kind, room_id)
);

-- name: load_settings
SELECT name, room_kind, room_id, value FROM settings WHERE name = ANY (%(names)s);

-- name: save_settings
INSERT INTO settings SELECT * FROM json_populate_recordset(NULL::settings, %s)
ON CONFLICT (name, room_kind, room_id) DO UPDATE SET value = excluded.value;

-- name: remove_settings
DELETE FROM settings USING json_populate_recordset(NULL::settings, %s) AS gone
WHERE settings.name = gone.name
  AND settings.room_kind IS NOT DISTINCT FROM gone.room_kind
  AND settings.room_id IS NOT DISTINCT FROM gone.room_id;

-- name: all
SELECT name, room_kind, room_id, value FROM settings;
