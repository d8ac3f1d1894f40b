-- name: known
-- The keys of these, wrapped; NULL where a key is destroyed, no row where there never was one.
SELECT subject_id, wrapped FROM vault.keys WHERE subject_id = ANY (%s);

-- name: known_and_destroyed
-- Likewise, with whose keys were destroyed from one destruction on; from the newest on if none is known.
SELECT subject_id, wrapped, destroyed FROM vault.keys WHERE subject_id = ANY (%(lacking)s)
UNION
SELECT subject_id, wrapped, destroyed FROM vault.keys
WHERE destroyed >= coalesce(%(since)s::bigint, (SELECT max(destroyed) FROM vault.keys));

-- name: known_or_made
-- The keys of these, new ones for those that have none, unless another master key is the vault's by now: it would never
-- unwrap these. None is made for whoever had one that this vault lacks. One that somebody else makes at this instant is not
-- among them. The append that seals by them waits for the disk, and so for this, too.
WITH off AS (SELECT set_config('synchronous_commit', 'off', true)),
known AS (SELECT subject_id, wrapped FROM vault.keys WHERE subject_id = ANY (%(subjects)s)),
made AS (
    INSERT INTO vault.keys (subject_id, wrapped)
    SELECT n.subject_id, n.wrapped
    FROM off, unnest(%(subjects)s::uuid[], %(wrapped)s::bytea[]) AS n (subject_id, wrapped)
    WHERE NOT EXISTS (SELECT FROM known k WHERE k.subject_id = n.subject_id)
      AND NOT EXISTS (SELECT FROM vault.master_key m WHERE m.wrapped <> %(proof)s)
      AND NOT EXISTS (SELECT FROM log.keys_made l WHERE l.subject_id = n.subject_id)
    ON CONFLICT (subject_id) DO NOTHING
    RETURNING subject_id, wrapped
), noted AS (
    INSERT INTO log.keys_made (subject_id) SELECT subject_id FROM made ON CONFLICT (subject_id) DO NOTHING
)
SELECT subject_id, wrapped FROM known UNION ALL SELECT subject_id, wrapped FROM made;

-- name: lost
-- Those of these that had a key, and of which the vault knows nothing.
SELECT l.subject_id FROM log.keys_made l
WHERE l.subject_id = ANY (%s) AND NOT EXISTS (SELECT FROM vault.keys k WHERE k.subject_id = l.subject_id);

-- name: missing
-- All who had a key, and of whom the vault knows nothing.
SELECT subject_id FROM log.keys_made EXCEPT SELECT subject_id FROM vault.keys ORDER BY subject_id;

-- name: note_all
-- Also those that came into the vault by other ways, as from an export.
INSERT INTO log.keys_made (subject_id)
SELECT subject_id FROM vault.keys EXCEPT SELECT subject_id FROM log.keys_made
ON CONFLICT (subject_id) DO NOTHING;

-- name: destructions_since
-- From this one on, whose keys were destroyed.
SELECT destroyed, subject_id FROM vault.keys WHERE destroyed >= %s ORDER BY destroyed;

-- name: newest_destruction
SELECT destroyed, subject_id FROM vault.keys WHERE destroyed IS NOT NULL ORDER BY destroyed DESC LIMIT 1;

-- name: destroy
SELECT vault.destroy(%s);

-- name: proof
-- What proves that a master key is the one of this vault; no row while it has none.
SELECT wrapped FROM vault.master_key;

-- name: begin
-- This is the first master key, unless another one was quicker.
INSERT INTO vault.master_key (wrapped) VALUES (%s) ON CONFLICT DO NOTHING;

-- name: stand_still
-- Nobody makes or destroys a key until the transaction is over.
LOCK TABLE vault.keys IN EXCLUSIVE MODE;

-- name: make_room
-- For keys as they are to be wrapped.
CREATE TEMPORARY TABLE next_keys (subject_id uuid PRIMARY KEY, wrapped bytea NOT NULL);

-- name: wrapped
-- The keys that there are, after this one.
SELECT subject_id, wrapped FROM vault.keys WHERE subject_id > %s AND wrapped IS NOT NULL ORDER BY subject_id LIMIT %s;

-- name: count_on_room
-- Have it known how many keys there are: nobody else looks at temporary tables.
ANALYZE next_keys;

-- name: to_wrap
-- Those that aren't yet.
SELECT subject_id, wrapped FROM vault.keys k
WHERE wrapped IS NOT NULL AND NOT EXISTS (SELECT FROM next_keys n WHERE n.subject_id = k.subject_id);

-- name: wrap_anew
INSERT INTO next_keys (subject_id, wrapped) SELECT * FROM unnest(%s::uuid[], %s::bytea[]);

-- name: replace
-- All at once; destroyed keys stay so.
UPDATE vault.keys k SET wrapped = n.wrapped FROM next_keys n WHERE k.subject_id = n.subject_id AND k.wrapped IS NOT NULL;

-- name: rotate
UPDATE vault.master_key SET wrapped = %(to)s WHERE wrapped = %(from)s RETURNING true;
