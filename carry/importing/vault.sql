-- name: master_key
-- It is empty of keys, so whatever master key it had wraps none.
INSERT INTO vault.master_key (wrapped) VALUES (%s) ON CONFLICT (one) DO UPDATE SET wrapped = excluded.wrapped;

-- name: destroy
SELECT vault.destroy(%s);

-- name: add_keys
WITH added AS (
    INSERT INTO vault.keys (subject_id, wrapped) SELECT * FROM unnest(%s::uuid[], %b::bytea[]) RETURNING subject_id
)
INSERT INTO log.keys_made (subject_id) SELECT subject_id FROM added ON CONFLICT (subject_id) DO NOTHING;

-- name: identify
INSERT INTO vault.identities (digest, id) SELECT * FROM unnest(%b::bytea[], %s::uuid[]);
