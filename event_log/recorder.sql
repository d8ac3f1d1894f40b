-- name: stream
-- One stream, or a part of it, in its own order. No "IS NULL OR": its end would be found by reading all of the stream.
SELECT originator_id, originator_version, topic, state
FROM log.events
WHERE originator_id = %(originator_id)s
  AND originator_version > coalesce(%(gt)s::int, 0)
  AND originator_version <= coalesce(%(lte)s::int, 2147483647)
ORDER BY originator_version
LIMIT %(limit)s;

-- name: stream_backwards
-- The same, latest first.
SELECT originator_id, originator_version, topic, state
FROM log.events
WHERE originator_id = %(originator_id)s
  AND originator_version > coalesce(%(gt)s::int, 0)
  AND originator_version <= coalesce(%(lte)s::int, 2147483647)
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

-- name: resumed
-- A stream from its snapshot on, if there is one in one of these formats: the snapshot first, with its format for a topic.
WITH snapshot AS (
    SELECT s.originator_version, s.format, s.state
    FROM log.snapshots s
    WHERE s.originator_id = %(originator_id)s AND s.format = ANY (%(formats)s)
      AND EXISTS (
          SELECT FROM log.events e
          WHERE e.originator_id = s.originator_id AND e.originator_version = s.originator_version
      )
)
SELECT originator_version, format, state FROM snapshot
UNION ALL
SELECT originator_version, topic, state
FROM log.events
WHERE originator_id = %(originator_id)s
  AND originator_version > coalesce((SELECT originator_version FROM snapshot), 0)
ORDER BY originator_version;

-- name: keep_snapshot
-- Unless the last fact in it isn't the one in the log: then it is about another history, that of an earlier database.
INSERT INTO log.snapshots AS kept (originator_id, originator_version, format, state)
SELECT originator_id, originator_version, %(format)s, %(snapshot)s
FROM log.events
WHERE originator_id = %(originator_id)s AND originator_version = %(version)s AND state::text = %(last_fact)s
ON CONFLICT (originator_id) DO UPDATE
SET originator_version = excluded.originator_version, format = excluded.format, state = excluded.state
WHERE kept.format <> excluded.format OR kept.originator_version < excluded.originator_version
RETURNING originator_version;

-- name: outdated_snapshots
-- A few of them, as they may be renewed meanwhile by whoever loads them.
SELECT originator_id
FROM log.snapshots
WHERE format <> ALL (%(formats)s) AND originator_version >= %(long)s AND originator_id <> ALL (%(without)s)
ORDER BY originator_version DESC
LIMIT 100;
