-- name: tables
-- One entry per call.
CREATE TABLE conferences (
    call_id uuid PRIMARY KEY,
    room_id uuid NOT NULL,
    ongoing boolean NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    initiator_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text,
    attendee_ids uuid[] NOT NULL
);

-- name: indexes
-- In the order of the bar, read backwards: a page costs the same however many calls a room has had.
CREATE INDEX conferences_of_room ON conferences (room_id, ongoing, started_at, call_id);

-- name: load_conferences
SELECT call_id, room_id, ongoing, kind, title, initiator_id, started_at, ended_at, end_reason, attendee_ids
FROM conferences
WHERE call_id = ANY (%(ids)s);

-- name: save_conferences
INSERT INTO conferences SELECT * FROM json_populate_recordset(NULL::conferences, %s)
ON CONFLICT (call_id) DO UPDATE SET
    ongoing = excluded.ongoing,
    ended_at = excluded.ended_at,
    end_reason = excluded.end_reason,
    attendee_ids = excluded.attendee_ids;

-- name: page
-- The first page.
SELECT call_id, room_id, kind, title, initiator_id, started_at, ended_at, end_reason,
    cardinality(attendee_ids) AS attendee_count
FROM conferences
WHERE room_id = %(room_id)s
ORDER BY ongoing DESC, started_at DESC, call_id DESC
LIMIT %(limit)s;

-- name: page_after
SELECT call_id, room_id, kind, title, initiator_id, started_at, ended_at, end_reason,
    cardinality(attendee_ids) AS attendee_count
FROM conferences
WHERE room_id = %(room_id)s AND (ongoing, started_at, call_id) < (%(ongoing)s, %(started_at)s, %(call_id)s)
ORDER BY ongoing DESC, started_at DESC, call_id DESC
LIMIT %(limit)s;
