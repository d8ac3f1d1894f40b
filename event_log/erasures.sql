-- name: pending
-- The erasures that were requested, and are neither completed nor withdrawn.
SELECT asked.originator_id
FROM log.events AS asked
WHERE asked.topic = 'ringlog.Erasure.Requested' AND NOT EXISTS (
    SELECT FROM log.events AS done
    WHERE done.topic = 'ringlog.Erasure.Completed' AND done.originator_id = asked.originator_id
) AND coalesce((
    SELECT last.topic FROM log.events AS last
    WHERE last.originator_id = asked.originator_id ORDER BY last.originator_version DESC LIMIT 1
) <> 'ringlog.Erasure.Withdrawn', true)
ORDER BY asked.position;

-- name: newest
-- Those requested before a position, latest first.
SELECT position, originator_id
FROM log.events
WHERE topic = 'ringlog.Erasure.Requested' AND position < %(before)s
ORDER BY position DESC
LIMIT %(limit)s;

-- name: count
SELECT count(*) FROM log.events WHERE topic = 'ringlog.Erasure.Requested';

-- name: begun_at
-- The position from which on there was no way back.
SELECT position FROM log.events WHERE originator_id = %s AND topic = 'ringlog.Erasure.Begun';

-- name: traces
-- In a stretch of the log: rooms that a person became a member of, and calls that name them, or whose thread does.
SELECT DISTINCT
    topic = 'ringlog.Room.MembersAdded' AS in_room,
    CASE WHEN topic LIKE 'ringlog.Thread.%%' THEN (state ->> 'call_id')::uuid ELSE originator_id END AS id
FROM log.events
WHERE position > %(after)s AND position <= %(until)s
  AND (topic = 'ringlog.Room.MembersAdded' OR topic LIKE 'ringlog.Call.%%' OR topic LIKE 'ringlog.Thread.%%')
  AND strpos(state::text, %(person)s) > 0
  AND (topic <> 'ringlog.Room.MembersAdded' OR strpos((state -> 'user_ids')::text, %(person)s) > 0);

-- name: extent
-- The facts that name a person, or one of these rooms, up to a position; and a digest of them.
SELECT
    min(position), max(position), count(*),
    encode(sha256(coalesce(string_agg(
        int8send(position) || sha256(convert_to(state::text, 'UTF8')), ''::bytea ORDER BY position
    ), '')), 'hex')
FROM log.events
WHERE position <= %(until)s AND (
    originator_id = ANY (%(key_ids)s)
    OR strpos(state::text, %(person)s) > 0
    OR strpos(state::text, '"room_id"') > 0 AND (state ->> 'room_id')::uuid = ANY (%(key_ids)s)
);
