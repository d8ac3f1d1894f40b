-- name: tables
-- One row per person and call.
CREATE TABLE call_history (
    user_id uuid,
    call_id uuid,
    room_id uuid NOT NULL,
    kind text NOT NULL,
    title bytea NOT NULL,
    initiator_id uuid NOT NULL,
    direction text NOT NULL,
    began_at timestamptz NOT NULL,
    other_id uuid,
    ring_id uuid,
    rang_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    end_reason text,
    outcome text,
    missed boolean NOT NULL,
    PRIMARY KEY (call_id, user_id)
);
-- Not left for later: the end of a ring finds its row by it.
CREATE INDEX call_history_of_ring ON call_history (ring_id);
-- Calls that are on.
CREATE TABLE history_ongoing (
    call_id uuid PRIMARY KEY,
    room_id uuid NOT NULL,
    kind text NOT NULL,
    title bytea NOT NULL,
    initiator_id uuid NOT NULL
);
CREATE TABLE history_seen (
    user_id uuid PRIMARY KEY,
    seen_until timestamptz NOT NULL
);
CREATE VIEW shown_call_history AS
SELECT *, missed AND ended_at <= coalesce(
    (SELECT seen_until FROM history_seen WHERE history_seen.user_id = call_history.user_id), '-infinity'
) AS seen
FROM call_history;

-- name: indexes
-- Each in the order of the history, read backwards: a page costs the same however many calls somebody had.
CREATE INDEX call_history_of_user ON call_history (user_id, began_at, call_id);
CREATE INDEX call_history_by_outcome ON call_history (user_id, outcome, began_at, call_id);
CREATE INDEX call_history_by_room ON call_history (user_id, room_id, began_at, call_id);
CREATE INDEX call_history_by_other ON call_history (user_id, other_id, began_at, call_id) WHERE other_id IS NOT NULL;
CREATE INDEX call_history_missed ON call_history (user_id, began_at, call_id) WHERE missed;
CREATE INDEX call_history_unseen ON call_history (user_id, ended_at) WHERE missed;

-- name: page
-- Conditions are added for what is wanted, so that each of them can use its index.
SELECT {columns}
FROM shown_call_history
WHERE user_id = %(user_id)s {conditions}
ORDER BY began_at DESC, call_id DESC
LIMIT %(limit)s;

-- name: entries
SELECT {columns}
FROM shown_call_history
JOIN unnest(%(users)s::uuid[], %(calls)s::uuid[]) AS asked (user_id, call_id) USING (user_id, call_id);

-- name: missed_count
SELECT count(*)
FROM (
    SELECT
    FROM call_history
    WHERE user_id = %(user_id)s AND missed AND ended_at > coalesce(
        (SELECT seen_until FROM history_seen WHERE user_id = %(user_id)s), '-infinity'
    )
    LIMIT %(most)s
) AS unseen;
