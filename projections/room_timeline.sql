-- name: tables
-- One call message per call. Whom readers see of its people is decided here, in shown_call_messages.
CREATE TABLE call_messages (
    call_id uuid PRIMARY KEY,
    room_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    title bytea NOT NULL,
    initiator_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    end_reason text,
    callee_id uuid,
    held_since timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    participant_ids uuid[] NOT NULL, -- present ones, by joining
    attendee_ids uuid[] NOT NULL -- all there ever were, by first joining
);
CREATE VIEW shown_call_messages AS
SELECT *,
    (CASE state WHEN 'ended' THEN attendee_ids ELSE participant_ids END)[1:3] AS thumbnail_ids,
    cardinality(CASE state WHEN 'ended' THEN attendee_ids ELSE participant_ids END) AS participant_count
FROM call_messages;

-- name: indexes
CREATE INDEX call_messages_of_room ON call_messages (room_id, started_at, call_id);

-- name: page
-- The first page.
SELECT {columns}
FROM shown_call_messages
WHERE room_id = %(room_id)s
ORDER BY started_at DESC, call_id DESC
LIMIT %(limit)s;

-- name: page_before
SELECT {columns}
FROM shown_call_messages
WHERE room_id = %(room_id)s AND (started_at, call_id) < (%(started_at)s, %(call_id)s)
ORDER BY started_at DESC, call_id DESC
LIMIT %(limit)s;

-- name: messages_by_id
SELECT {columns}
FROM shown_call_messages
WHERE call_id = ANY (%(ids)s);
