-- name: tables
-- One call message per call. Whom readers see of its people is decided here, in shown_call_messages.
CREATE TABLE call_messages (
    call_id uuid PRIMARY KEY,
    room_id uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    title text NOT NULL,
    initiator_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    end_reason text,
    callee_id uuid,
    answered_at timestamptz,
    ended_at timestamptz,
    participant_ids uuid[] NOT NULL, -- present ones, by joining
    attendee_ids uuid[] NOT NULL -- all there ever were, by first joining
);
CREATE VIEW shown_call_messages AS
SELECT call_id, room_id, kind, state, end_reason, title, initiator_id, callee_id, started_at, answered_at, ended_at,
    (CASE state WHEN 'ended' THEN attendee_ids ELSE participant_ids END)[1:3] AS thumbnail_ids,
    cardinality(CASE state WHEN 'ended' THEN attendee_ids ELSE participant_ids END) AS participant_count
FROM call_messages;

-- name: indexes
CREATE INDEX call_messages_of_room ON call_messages (room_id, started_at, call_id);

-- name: load_call_messages
SELECT call_id, room_id, kind, state, title, initiator_id, started_at, end_reason, callee_id, answered_at, ended_at,
    participant_ids, attendee_ids
FROM call_messages
WHERE call_id = ANY (%(ids)s);

-- name: save_call_messages
INSERT INTO call_messages SELECT * FROM json_populate_recordset(NULL::call_messages, %s)
ON CONFLICT (call_id) DO UPDATE SET
    state = excluded.state,
    end_reason = excluded.end_reason,
    callee_id = excluded.callee_id,
    answered_at = excluded.answered_at,
    ended_at = excluded.ended_at,
    participant_ids = excluded.participant_ids,
    attendee_ids = excluded.attendee_ids;

-- name: page
-- The first page.
SELECT call_id, room_id, kind, state, end_reason, title, initiator_id, callee_id, started_at, answered_at, ended_at,
    thumbnail_ids, participant_count
FROM shown_call_messages
WHERE room_id = %(room_id)s
ORDER BY started_at DESC, call_id DESC
LIMIT %(limit)s;

-- name: page_before
SELECT call_id, room_id, kind, state, end_reason, title, initiator_id, callee_id, started_at, answered_at, ended_at,
    thumbnail_ids, participant_count
FROM shown_call_messages
WHERE room_id = %(room_id)s AND (started_at, call_id) < (%(started_at)s, %(call_id)s)
ORDER BY started_at DESC, call_id DESC
LIMIT %(limit)s;

-- name: messages_by_id
SELECT call_id, room_id, kind, state, end_reason, title, initiator_id, callee_id, started_at, answered_at, ended_at,
    thumbnail_ids, participant_count
FROM shown_call_messages
WHERE call_id = ANY (%(ids)s);
