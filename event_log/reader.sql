-- name: after
-- The last fact that the reader knows, and the next ones; there are no gaps, but in a sandbox.
SELECT position, recorded_at, topic, originator_id, originator_version, state
FROM log.events
WHERE position >= %(after)s
ORDER BY position
LIMIT %(rows)s;

-- name: of_kinds
-- Of a stretch of the log, the facts of some kinds.
SELECT position, recorded_at, topic, originator_id, originator_version, state
FROM log.events
WHERE position > %(after)s AND position <= %(until)s AND topic = ANY (%(topics)s)
ORDER BY position;

-- name: streams
-- Everything that happened to some aggregates.
SELECT position, recorded_at, topic, originator_id, originator_version, state
FROM log.events
WHERE originator_id = ANY (%(originator_ids)s) AND position <= %(until)s
ORDER BY position;

-- name: last_position
-- 0 while the log is empty.
SELECT coalesce(max(position), 0) FROM log.events;

-- name: at
-- The facts at some positions.
SELECT position, recorded_at, topic, originator_id, originator_version, state
FROM log.events
WHERE position = ANY (%s)
ORDER BY position;

-- name: streams_of_kinds
-- The facts of some aggregates that are of these kinds.
SELECT position, recorded_at, topic, originator_id, originator_version, state
FROM log.events
WHERE originator_id = ANY (%s) AND topic = ANY (%s) AND position <= %s
ORDER BY position;

-- name: last_of_kinds
-- From the end of the stream backwards, by its primary key.
SELECT position, recorded_at, topic, originator_id, originator_version, state
FROM log.events
WHERE originator_id = %s AND topic = ANY (%s) AND position <= %s
ORDER BY originator_version DESC
LIMIT 1;

-- name: position_at
SELECT search.position_at(%s);
