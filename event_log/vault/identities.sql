-- name: identified
-- The ids behind these digests, without those of the erased.
SELECT i.digest, i.id
FROM vault.identities i
WHERE i.digest = ANY (%(digests)s::bytea[])
  AND NOT EXISTS (SELECT FROM vault.keys k WHERE k.subject_id = i.id AND k.wrapped IS NULL);

-- name: identify
-- Gives each digest an id, if it has none or that of somebody erased: the one that was derived from the external id, if an
-- earlier version has recorded facts under it that weren't erased, otherwise the one proposed, if there is one. In the
-- order of digests, so that two who do this at once don't wait for each other. Returns what was given.
WITH given AS (
    SELECT p.digest, CASE WHEN kept.id IS NULL THEN p.proposed ELSE kept.id END AS id
    FROM unnest(%(digests)s::bytea[], %(proposed)s::uuid[], %(derived)s::uuid[]) AS p (digest, proposed, derived)
    LEFT JOIN LATERAL (
        SELECT e.originator_id AS id
        FROM log.events e
        WHERE e.originator_id = p.derived AND e.originator_version = 1 AND e.topic = %(first)s
          AND NOT EXISTS (SELECT FROM vault.keys k WHERE k.subject_id = p.derived AND k.wrapped IS NULL)
    ) AS kept ON true
)
INSERT INTO vault.identities AS i (digest, id)
SELECT g.digest, g.id FROM given g WHERE g.id IS NOT NULL ORDER BY g.digest
ON CONFLICT (digest) DO UPDATE SET id = excluded.id
    WHERE EXISTS (SELECT FROM vault.keys k WHERE k.subject_id = i.id AND k.wrapped IS NULL)
RETURNING digest, id;

-- name: forget
DELETE FROM vault.identities WHERE id = ANY (%s) RETURNING id;
