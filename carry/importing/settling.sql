-- name: lock
SELECT pg_advisory_xact_lock(hashtext('ringlog'), hashtext('log.append'));
LOCK TABLE log.events IN ACCESS EXCLUSIVE MODE;

-- name: filled
-- What isn't as it is in a new database; NULL if all is.
SELECT CASE
    WHEN EXISTS (SELECT FROM log.events) THEN 'the log'
    WHEN EXISTS (SELECT FROM vault.keys) OR EXISTS (SELECT FROM vault.identities) THEN 'the vault'
    WHEN EXISTS (SELECT FROM proof.checkpoints) THEN 'the checkpoints'
    WHEN EXISTS (SELECT FROM log.sandbox) THEN 'the sandbox'
END;

-- name: swap
DROP TABLE log.events;
ALTER TABLE carry.events SET SCHEMA log;

-- name: tiles
INSERT INTO proof.tiles SELECT * FROM carry.tiles;

-- name: edge
UPDATE proof.edge SET size = %s, root = %b, partial = %b::bytea[], refused = NULL;

-- name: track
INSERT INTO log.tracking (consumer, position) VALUES (%s, %s)
ON CONFLICT (consumer) DO UPDATE SET position = excluded.position;

-- name: checkpoint
INSERT INTO proof.checkpoints (origin, size, root, note, signed_at) VALUES (%s, %s, %b, %b, now());

-- name: imported
INSERT INTO carry.imported (origin, manifest, events) VALUES (%s, %b, %s);

-- name: done
TRUNCATE carry.tiles, carry.standing;
