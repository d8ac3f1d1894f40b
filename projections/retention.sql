-- name: tables
-- Recordings, and calls for what was written in them; of those that have expired there is nothing here.
CREATE TABLE retained (
    subject_id uuid PRIMARY KEY,
    kind text NOT NULL,
    call_id uuid NOT NULL,
    room_id uuid NOT NULL,
    since timestamptz
);

-- name: indexes
CREATE INDEX retained_by_age ON retained (kind, since, subject_id);

-- name: due
-- Of the live views, whatever connection asks: a room's own period goes before that of its kind, that before the workspace's.
SELECT {columns:retained}
FROM views.retained
JOIN views.rooms ON rooms.id = retained.room_id
LEFT JOIN unnest(%(kinds)s::text[], %(until_of_kinds)s::timestamptz[]) AS of_kind (kind, until)
    ON of_kind.kind = rooms.kind
LEFT JOIN unnest(%(rooms)s::uuid[], %(until_of_rooms)s::timestamptz[]) AS of_room (id, until)
    ON of_room.id = rooms.id
WHERE retained.kind = %(kind)s AND retained.since <= %(latest)s
  AND retained.since <= coalesce(of_room.until, of_kind.until, %(until)s)
  AND retained.room_id <> ALL (%(but_in_rooms)s::uuid[]) AND retained.call_id <> ALL (%(but_of_calls)s::uuid[])
ORDER BY retained.since, retained.subject_id
LIMIT %(limit)s;
