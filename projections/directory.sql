-- name: tables
-- Users, rooms and memberships as the chat product last described them.
CREATE TABLE users (
    id uuid PRIMARY KEY,
    external_id text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    active boolean NOT NULL
);
CREATE TABLE rooms (
    id uuid PRIMARY KEY,
    external_id text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    state text NOT NULL
);
CREATE TABLE members (
    room_id uuid,
    user_id uuid,
    name text NOT NULL, -- the user's: pages of members are in its order
    PRIMARY KEY (room_id, user_id)
);
-- Not left for later: a user's new name finds their memberships by it.
CREATE INDEX members_of_user ON members (user_id);

-- name: indexes
CREATE INDEX members_by_name ON members (room_id, name, user_id);

-- name: users_by_id
SELECT {columns} FROM users WHERE id = ANY (%(ids)s);

-- name: rooms_by_id
SELECT {columns} FROM rooms WHERE id = ANY (%(ids)s);

-- name: member_rooms
-- Nothing for a deactivated user.
SELECT rooms.id
FROM members
JOIN users ON users.id = members.user_id AND users.active
JOIN rooms ON rooms.id = members.room_id AND rooms.state <> 'deleted'
WHERE members.user_id = %(user_id)s AND members.room_id = ANY (%(room_ids)s);

-- name: rooms_of
-- A person has hundreds of rooms, so they are sorted when asked for.
SELECT {columns:rooms}
FROM members
JOIN users ON users.id = members.user_id AND users.active
JOIN rooms ON rooms.id = members.room_id AND rooms.state <> 'deleted'
WHERE members.user_id = %(user_id)s
  AND (%(name)s::text IS NULL OR (rooms.name, rooms.id) > (%(name)s, %(room_id)s::uuid))
ORDER BY rooms.name, rooms.id
LIMIT %(limit)s;

-- name: members
-- The first page.
SELECT {columns:users}
FROM members
JOIN users ON users.id = members.user_id
WHERE members.room_id = %(room_id)s
ORDER BY members.name, members.user_id
LIMIT %(limit)s;

-- name: members_after
SELECT {columns:users}
FROM members
JOIN users ON users.id = members.user_id
WHERE members.room_id = %(room_id)s AND (members.name, members.user_id) > (%(name)s, %(user_id)s)
ORDER BY members.name, members.user_id
LIMIT %(limit)s;

-- name: room_count
SELECT count(*)
FROM members
JOIN users ON users.id = members.user_id AND users.active
JOIN rooms ON rooms.id = members.room_id AND rooms.state <> 'deleted'
WHERE members.user_id = %(user_id)s;

-- name: member_count
SELECT count(*) FROM members WHERE room_id = %(room_id)s;
