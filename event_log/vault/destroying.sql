-- name: destroy
SELECT vault.destroy(%s);

-- name: forget
-- Nothing leads from what they were called to them any more.
DELETE FROM vault.identities WHERE id = ANY (%s);

-- name: drop_snapshots
-- What is remembered of them beside the log.
DELETE FROM log.snapshots WHERE originator_id = ANY (%s);

-- name: undone
-- What the log says is erased or has expired, and this vault has all the same: because it is an earlier one.
SELECT DISTINCT gone.id
FROM (
    SELECT state FROM log.events WHERE topic = 'ringlog.Erasure.Completed'
    UNION ALL
    SELECT state FROM log.events WHERE topic = 'ringlog.Expiry.Completed'
) AS done
CROSS JOIN LATERAL (SELECT id::uuid FROM json_array_elements_text(done.state -> 'key_ids') AS id) AS gone
WHERE NOT EXISTS (SELECT FROM vault.keys k WHERE k.subject_id = gone.id AND k.destroyed IS NOT NULL)
   OR EXISTS (SELECT FROM vault.identities i WHERE i.id = gone.id);

-- name: put_back
-- Somebody has yet to remove what was opened by these keys meanwhile.
INSERT INTO log.vault_put_back AS p DEFAULT VALUES ON CONFLICT (one) DO UPDATE SET times = p.times + 1;

-- name: to_clean
SELECT times FROM log.vault_put_back;

-- name: cleaned
-- Unless it was put back once more meanwhile.
DELETE FROM log.vault_put_back WHERE times = %s;

-- name: be_impatient
-- Whoever needs a key waits behind whoever waits to rewrite them.
SET lock_timeout = '100ms';

-- name: be_patient_again
SET lock_timeout = '5s';

-- name: rewrite_keys
-- Into new files, without the rows that are dead.
VACUUM (FULL, VERBOSE) vault.keys;

-- name: rewrite_identities
VACUUM (FULL, VERBOSE) vault.identities;

-- name: rewrite_master_key
VACUUM (FULL, VERBOSE) vault.master_key;
