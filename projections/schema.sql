-- name: lock
-- One at a time makes the views, applies facts to them or swaps them; until its transaction ends.
-- Not a row of theirs: whoever waited for that would have the row of views that were swapped away meanwhile.
SELECT pg_advisory_xact_lock(hashtext('ringlog'), hashtext('views'));

-- name: exists
SELECT to_regclass('views.position') IS NOT NULL;

-- name: tables
-- How far these views have come in the log, and which version of the program makes them.
CREATE TABLE position (
    position bigint NOT NULL,
    version text NOT NULL
);

-- name: insert_position
INSERT INTO position (position, version) VALUES (0, %s);

-- name: position
SELECT position, version FROM position;

-- name: move
-- In the transaction of the rows.
UPDATE position SET position = %s;

-- name: rebuild_lock
-- One rebuild at a time; held until the connection is closed.
SELECT pg_advisory_lock(hashtext('ringlog'), hashtext('views.rebuild'));

-- name: live_position
-- Of the live views, whatever the connection finds by name.
SELECT position FROM views.position;

-- name: drop_leftovers
-- Of a rebuild that was interrupted, before or after the swap.
DROP SCHEMA IF EXISTS views_next, views_old CASCADE;

-- name: swap
-- Readers find the views by name: those in a query finish it on the old ones, the next query is on the new ones.
SET LOCAL synchronous_commit = on;
ALTER SCHEMA views RENAME TO views_old;
ALTER SCHEMA views_next RENAME TO views;

-- name: drop_old
-- After the swap and not with it: this waits for readers who are still in a query, and would make others wait.
DROP SCHEMA views_old CASCADE;

-- name: notify
-- Delivered when the transaction is committed, if it is.
SELECT pg_notify('ringlog_changes', payload) FROM unnest(%s::text[]) AS payload;
