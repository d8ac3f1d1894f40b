-- name: tables
-- No statistics of names: ANALYZE would copy some into a catalogue that is logged.
CREATE UNLOGGED TABLE user_names (
    user_id uuid PRIMARY KEY,
    name text NOT NULL
);
ALTER TABLE user_names ALTER name SET STATISTICS 0;
CREATE UNLOGGED TABLE room_names (
    room_id uuid PRIMARY KEY,
    name text NOT NULL
);
ALTER TABLE room_names ALTER name SET STATISTICS 0;
CREATE UNLOGGED TABLE member_names (
    room_id uuid,
    user_id uuid,
    name text NOT NULL,
    PRIMARY KEY (room_id, user_id)
);
ALTER TABLE member_names ALTER name SET STATISTICS 0;
-- Not left for later: a user's new name finds their memberships by it.
CREATE INDEX member_names_of_user ON member_names (user_id);

-- name: indexes
CREATE INDEX members_by_name ON member_names (room_id, name, user_id);
