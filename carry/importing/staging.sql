-- name: standing
SELECT frame, position, leaves FROM carry.standing WHERE manifest = %b;

-- name: drop
DROP TABLE IF EXISTS carry.events;
TRUNCATE carry.tiles, carry.standing;

-- name: create
CREATE TABLE carry.events (LIKE log.events INCLUDING ALL EXCLUDING INDEXES);

-- name: begin
INSERT INTO carry.standing (manifest, frame, position, leaves) VALUES (%b, 0, 0, '');

-- name: add_tiles
INSERT INTO carry.tiles (level, index, hashes)
SELECT * FROM unnest(%s::smallint[], %s::bigint[], %b::bytea[]);

-- name: move
UPDATE carry.standing SET frame = %s, position = %s, leaves = %b;

-- name: constraints
-- Of the log, those that are made of indexes.
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = 'log.events'::regclass AND contype IN ('p', 'u') ORDER BY conname;

-- name: indexes
-- Of the log, the others.
SELECT pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = 'log.events'::regclass
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'));

-- name: own_constraints
SELECT conname FROM pg_constraint
WHERE conrelid = 'carry.events'::regclass AND contype IN ('p', 'u') ORDER BY conname;

-- name: own_indexes
SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = 'carry.events'::regclass;
