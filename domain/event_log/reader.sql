-- name: after
-- The next facts of the log.
SELECT position, recorded_at, topic, originator_id, originator_version, state
FROM log.events
WHERE position > %s
ORDER BY position
LIMIT %s;

-- name: streams
-- Everything that happened to some aggregates.
SELECT position, recorded_at, topic, originator_id, originator_version, state
FROM log.events
WHERE originator_id = ANY (%s)
ORDER BY position;

-- name: last_position
-- 0 while the log is empty.
SELECT coalesce(max(position), 0) FROM log.events;
