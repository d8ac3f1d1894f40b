-- name: going
-- Whose destruction has begun, and isn't done yet, or was undone by an earlier vault.
SELECT DISTINCT k.subject_id
FROM (
    SELECT begun.state
    FROM log.events asked JOIN log.events begun ON begun.originator_id = asked.originator_id
    WHERE asked.topic = 'ringlog.Erasure.Requested' AND begun.topic = 'ringlog.Erasure.Begun'
    UNION ALL
    SELECT state FROM log.events WHERE topic = 'ringlog.Expiry.Begun'
) AS said
CROSS JOIN LATERAL json_array_elements_text(said.state -> 'key_ids') AS id
JOIN vault.keys k ON k.subject_id = id::uuid AND k.wrapped IS NOT NULL;

-- name: destroyed
SELECT subject_id FROM vault.keys WHERE destroyed IS NOT NULL ORDER BY destroyed;

-- name: keys
-- But of these.
SELECT subject_id, wrapped FROM vault.keys WHERE wrapped IS NOT NULL AND subject_id <> ALL (%s) ORDER BY subject_id;

-- name: identities
-- Of whoever isn't erased, and of none of these.
SELECT i.digest, i.id FROM vault.identities i
WHERE i.id <> ALL (%s) AND NOT EXISTS (SELECT FROM vault.keys k WHERE k.subject_id = i.id AND k.wrapped IS NULL)
ORDER BY i.digest;
