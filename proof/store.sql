-- name: head
SELECT size, root FROM proof.edge;

-- name: edge
SELECT size, root, partial, era FROM proof.edge;

-- name: tree
-- Its edge, and the full ones of some tiles.
SELECT edge.size, edge.partial, tiles.level, tiles.index, tiles.hashes
FROM proof.edge
LEFT JOIN proof.tiles ON (tiles.level, tiles.index) IN (SELECT * FROM unnest(%s::smallint[], %s::bigint[]));

-- name: lock
-- One at a time lets the tree grow, until its transaction ends.
SELECT pg_advisory_xact_lock(hashtext('ringlog'), hashtext('proof'));

-- name: save_tiles
INSERT INTO proof.tiles (level, index, hashes)
SELECT * FROM unnest(%s::smallint[], %s::bigint[], %b::bytea[])
ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes;

-- name: save_edge
UPDATE proof.edge SET size = %s, root = %b, partial = %b::bytea[];

-- name: begin_anew
DELETE FROM proof.tiles;
UPDATE proof.edge SET size = 0, root = sha256(''), partial = '{}', refused = NULL, era = era + 1;

-- name: refused
SELECT refused FROM proof.edge;

-- name: refuse
UPDATE proof.edge SET refused = %s WHERE refused IS NULL;
