-- name: walk_in_order
-- The log by its positions, however little the planner knows of its length, and not sorted on disk.
SET enable_sort = off;

-- name: stand_still
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;

-- name: export_snapshot
SELECT pg_export_snapshot();

-- name: last_position
SELECT coalesce(max(position), 0) FROM log.events;

-- name: edge
SELECT size, root, partial FROM proof.edge;

-- name: tiles
SELECT index, hashes FROM proof.tiles WHERE level = %s AND index >= %s AND index < %s;

-- name: leaf_tiles
-- How many there are up to the last one, but for one that is further away than so many could be missing.
SELECT coalesce(max(index) + 1, 0) FROM proof.tiles
WHERE level = 0 AND index < (SELECT count(*) FROM proof.tiles WHERE level = 0) + %s;

-- name: events
SELECT count(*) FROM log.events;

-- name: tiles_beyond
-- The first of each level.
SELECT level, min(index) FROM proof.tiles
WHERE index >= CASE WHEN level < 7 THEN %(size)s::bigint >> (8 * (level + 1)) ELSE 0 END
GROUP BY level ORDER BY level;

-- name: checkpoints
-- The latest of all, and every so many before it.
WITH ours AS (
    SELECT *, row_number() OVER (ORDER BY size DESC) - 1 AS nr, count(*) OVER () AS count
    FROM proof.checkpoints WHERE origin = %s
)
SELECT origin, size, root, note FROM ours WHERE nr %% (count / %s + 1) = 0 ORDER BY size;

-- name: faults_of_streams
-- Events whose version doesn't follow on the one before it in their stream, or comes before it in the log.
SELECT position, originator_id, originator_version, before
FROM (
    SELECT position, originator_id, originator_version,
        lag(originator_version, 1, 0) OVER stream AS before,
        lag(position) OVER stream AS after
    FROM log.events
    WINDOW stream AS (PARTITION BY originator_id ORDER BY originator_version)
) AS events
WHERE originator_version <> before + 1 OR position < after
ORDER BY position
LIMIT %s;
