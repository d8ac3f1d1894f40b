-- name: tables
-- What was ever changed.
CREATE TABLE settings (
    name text PRIMARY KEY,
    value json NOT NULL
);

-- name: save_settings
INSERT INTO settings SELECT * FROM json_populate_recordset(NULL::settings, %s)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: all
SELECT name, value FROM settings;
