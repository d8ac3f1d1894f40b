-- name: lock
-- One at a time makes the views, applies facts to them or swaps them; until its transaction ends.
-- Not a row of theirs: whoever waited for that would have the row of views that were swapped away meanwhile.
SELECT pg_advisory_xact_lock(hashtext('ringlog'), hashtext('views'));

-- name: give_way
-- Whoever is frozen while it applies facts holds the lock no longer than this. Where PostgreSQL has it, since 17: the timeout
-- for idle transactions doesn't notice those that a pipeline has left.
SELECT set_config(name, '15s', false) FROM pg_settings WHERE name = 'transaction_timeout';

-- name: exists
SELECT to_regclass('views.position') IS NOT NULL, to_regclass('views.versions') IS NOT NULL;

-- name: tables
-- How far the views have come in the log.
CREATE TABLE position (
    position bigint NOT NULL
);
INSERT INTO position VALUES (0);

-- name: versions
-- What each view is made by; NULL while nobody does: then it lacks facts, and stays as it is until it is made again.
-- `relations` are the tables and SQL views that belong to it.
CREATE TABLE versions (
    view text PRIMARY KEY,
    version text,
    relations text[] NOT NULL
);

-- name: whole
-- Which of the views that are in unlogged tables have all of their rows. It is emptied together with these: by a crash of
-- the database, on a standby that takes over, in a base backup that is restored.
CREATE UNLOGGED TABLE IF NOT EXISTS whole (
    view text PRIMARY KEY
);

-- name: adopt
-- Views of a release that had one version for all: they are to be made again, and then dropped.
ALTER TABLE position DROP COLUMN version;
INSERT INTO versions
SELECT 'of an earlier release', NULL, array_agg(relname)
FROM pg_class
WHERE relnamespace = 'views'::regnamespace AND relkind IN ('r', 'v') AND relname NOT IN ('position', 'versions', 'whole');

-- name: relations
SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'v') ORDER BY relname;

-- name: is_made
INSERT INTO views.versions VALUES (%s, %s, %s)
ON CONFLICT (view) DO UPDATE SET version = excluded.version, relations = excluded.relations;

-- name: is_whole
INSERT INTO views.whole VALUES (%s) ON CONFLICT DO NOTHING;

-- name: whole_view
SELECT view FROM views.whole WHERE view = %(view)s;

-- name: neglect_lost
-- Those in unlogged tables that were emptied are to be made again.
UPDATE views.versions SET version = NULL
WHERE view = ANY (%s) AND version IS NOT NULL AND view NOT IN (SELECT view FROM views.whole);

-- name: replaced
-- What the swap of some views puts out of use; the last one takes along views that no program makes any more.
DELETE FROM views.versions
WHERE view = ANY (%(made)s) OR (version IS NULL AND view <> ALL (%(known)s) AND %(last)s)
RETURNING relations;

-- name: in_use
SELECT unnest(relations) FROM views.versions;

-- name: standing
SELECT position, (SELECT coalesce(json_object_agg(view, version), '{}') FROM views.versions) FROM views.position;

-- name: position_of
-- No row while the view lacks facts.
SELECT position FROM views.position
WHERE EXISTS (SELECT FROM views.versions WHERE view = %s AND version IS NOT NULL);

-- name: move
-- In the transaction of the rows.
UPDATE views.position SET position = %s;

-- name: neglect
-- They miss the facts that come from now on.
INSERT INTO views.versions SELECT unnest(%s::text[]), NULL, '{}'
ON CONFLICT (view) DO UPDATE SET version = NULL;

-- name: attend
-- Whoever applies facts shows by a lock which versions of which views it makes, until it loses its connection.
SELECT pg_advisory_lock_shared(hashtext('ringlog.views'), hashtext(version)) FROM unnest(%s::text[]) AS version;

-- name: nobody_attends
-- Whether nobody makes these versions, until the transaction ends.
SELECT coalesce(bool_and(pg_try_advisory_xact_lock(hashtext('ringlog.views'), hashtext(version))), true)
FROM unnest(%s::text[]) AS version;

-- name: rebuild_lock
-- One rebuild at a time; held until the connection is closed.
SELECT pg_try_advisory_lock(hashtext('ringlog'), hashtext('views.rebuild'));

-- name: live_position
-- Of the live views, whatever the connection finds by name.
SELECT position FROM views.position;

-- name: drop_leftovers
-- Of a rebuild that was interrupted, before or after the swap.
DROP SCHEMA IF EXISTS views_next, views_old CASCADE;

-- name: begin_swap
-- Readers wait for it, and it waits for readers who are in a query: rather not at all than for long.
SET LOCAL synchronous_commit = on;
SET LOCAL lock_timeout = '200ms';
CREATE SCHEMA views_old;

-- name: notify
-- Delivered when the transaction is committed, if it is.
SELECT pg_notify('ringlog_changes', payload) FROM unnest(%s::text[]) AS payload;

-- name: begin_snapshot
BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;

-- name: digest
-- Of all rows, whatever their order.
SELECT count(*), sha256(coalesce(string_agg(digest, ''::bytea ORDER BY digest), ''::bytea))
FROM (SELECT sha256(convert_to(whole::text, 'UTF8')) AS digest FROM {0} AS whole) AS digests;

-- name: digests
SELECT key, digest
FROM (SELECT json_build_array({0})::text AS key, sha256(convert_to(whole::text, 'UTF8')) AS digest FROM {1} AS whole) AS digests
ORDER BY key COLLATE "C", digest;
