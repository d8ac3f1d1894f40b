-- name: after
-- The last fact that the reader knows, and the next ones; there are no gaps.
SELECT position, recorded_at, topic, originator_id, originator_version, state
FROM log.events
WHERE position BETWEEN %(after)s AND %(until)s
ORDER BY position;

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
