-- name: stream
-- One stream, or a part of it, in its own order.
SELECT originator_id, originator_version, topic, state
FROM log.events
WHERE originator_id = %(originator_id)s
  AND (%(gt)s::int IS NULL OR originator_version > %(gt)s)
  AND (%(lte)s::int IS NULL OR originator_version <= %(lte)s)
ORDER BY originator_version
LIMIT %(limit)s;

-- name: stream_backwards
-- The same, latest first.
SELECT originator_id, originator_version, topic, state
FROM log.events
WHERE originator_id = %(originator_id)s
  AND (%(gt)s::int IS NULL OR originator_version > %(gt)s)
  AND (%(lte)s::int IS NULL OR originator_version <= %(lte)s)
ORDER BY originator_version DESC
LIMIT %(limit)s;

-- name: notifications
-- A stretch of the log, in log order; without topics, all of them.
SELECT position, originator_id, originator_version, topic, state
FROM log.events
WHERE position > %(after)s
  AND (%(stop)s::bigint IS NULL OR position <= %(stop)s)
  AND (%(topics)s::text[] IS NULL OR topic = ANY (%(topics)s))
ORDER BY position
LIMIT %(limit)s;

-- name: last_position
-- No row while the log is empty.
SELECT position FROM log.events ORDER BY position DESC LIMIT 1;

-- name: tracked_position
-- How far a consumer has come; no row when it never has.
SELECT position FROM log.tracking WHERE consumer = %s;
