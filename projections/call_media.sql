-- name: tables
-- How often the media of a call's sessions came up or ended.
CREATE TABLE call_media (
    call_id uuid PRIMARY KEY,
    reports int NOT NULL
);
