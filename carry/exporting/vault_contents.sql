-- name: destroyed
SELECT subject_id FROM vault.keys WHERE destroyed IS NOT NULL ORDER BY destroyed;

-- name: keys
SELECT subject_id, wrapped FROM vault.keys WHERE wrapped IS NOT NULL ORDER BY subject_id;

-- name: identities
-- Of whoever isn't erased.
SELECT i.digest, i.id FROM vault.identities i
WHERE NOT EXISTS (SELECT FROM vault.keys k WHERE k.subject_id = i.id AND k.wrapped IS NULL)
ORDER BY i.digest;
