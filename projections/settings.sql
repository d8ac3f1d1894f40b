-- name: tables
-- What was ever set, and not reset.
CREATE TABLE settings (
    name text NOT NULL,
    room_kind text,
    room_id uuid,
    value json NOT NULL,
    UNIQUE NULLS NOT DISTINCT (name, room_kind, room_id)
);

-- name: all
SELECT {columns} FROM settings;
