-- name: tables
-- Users, rooms and memberships as the chat product last described them.
CREATE TABLE users (
    id uuid PRIMARY KEY,
    external_id bytea NOT NULL,
    name bytea NOT NULL,
    kind text NOT NULL,
    active boolean NOT NULL,
    avatar_url bytea
);
CREATE TABLE rooms (
    id uuid PRIMARY KEY,
    external_id bytea NOT NULL,
    kind text NOT NULL,
    name bytea NOT NULL,
    state text NOT NULL
);
CREATE TABLE members (
    room_id uuid,
    user_id uuid,
    PRIMARY KEY (room_id, user_id)
);

-- name: indexes
CREATE INDEX members_of_user ON members (user_id);

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

-- name: seeing
SELECT {columns:members}
FROM members
JOIN users ON users.id = members.user_id AND users.active
JOIN rooms ON rooms.id = members.room_id AND rooms.state <> 'deleted'
WHERE members.room_id = ANY (%(room_ids)s);

-- name: rooms_with_calls
SELECT rooms.id
FROM members
JOIN users ON users.id = members.user_id AND users.active
JOIN rooms ON rooms.id = members.room_id AND rooms.state <> 'deleted'
JOIN calls ON calls.room_id = rooms.id AND calls.state <> 'ended'
WHERE members.user_id = %(user_id)s
ORDER BY calls.started_at DESC, rooms.id
LIMIT %(limit)s;

-- name: rooms_of
-- A person has hundreds of rooms, so they are sorted when asked for. One whose name is erased has its place by the name that
-- is known here, as long as it is.
SELECT {columns:rooms}
FROM members
JOIN users ON users.id = members.user_id AND users.active
JOIN rooms ON rooms.id = members.room_id AND rooms.state <> 'deleted'
JOIN room_names AS named ON named.room_id = rooms.id
WHERE members.user_id = %(user_id)s
  AND (%(room_id)s::uuid IS NULL OR (named.name, rooms.id) > (
      coalesce(%(name)s, (SELECT name FROM room_names WHERE room_id = %(room_id)s)), %(room_id)s
  ))
ORDER BY named.name, rooms.id
LIMIT %(limit)s;

-- name: rooms_of_by_id
SELECT {columns:rooms}
FROM members
JOIN users ON users.id = members.user_id AND users.active
JOIN rooms ON rooms.id = members.room_id AND rooms.state <> 'deleted'
WHERE members.user_id = %(user_id)s
  AND (%(room_id)s::uuid IS NULL OR rooms.id > %(room_id)s)
ORDER BY rooms.id
LIMIT %(limit)s;

-- name: members
-- The first page.
SELECT {columns:users}
FROM member_names AS named
JOIN users ON users.id = named.user_id
WHERE named.room_id = %(room_id)s
ORDER BY named.name, named.user_id
LIMIT %(limit)s;

-- name: members_after
SELECT {columns:users}
FROM member_names AS named
JOIN users ON users.id = named.user_id
WHERE named.room_id = %(room_id)s AND (named.name, named.user_id) > (
    coalesce(%(name)s, (SELECT name FROM user_names WHERE user_id = %(user_id)s)), %(user_id)s
)
ORDER BY named.name, named.user_id
LIMIT %(limit)s;

-- name: members_by_id
SELECT {columns:users}
FROM members
JOIN users ON users.id = members.user_id
WHERE members.room_id = %(room_id)s AND (%(user_id)s::uuid IS NULL OR members.user_id > %(user_id)s)
ORDER BY members.user_id
LIMIT %(limit)s;

-- name: room_count
SELECT count(*)
FROM members
JOIN users ON users.id = members.user_id AND users.active
JOIN rooms ON rooms.id = members.room_id AND rooms.state <> 'deleted'
WHERE members.user_id = %(user_id)s;

-- name: member_count
SELECT count(*) FROM members WHERE room_id = %(room_id)s;
