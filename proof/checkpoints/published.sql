-- name: newest
SELECT origin, size, root, note, signed_at, witnessed_at FROM proof.checkpoints ORDER BY number DESC LIMIT 1;

-- name: largest
SELECT origin, size, root, note, signed_at, witnessed_at
FROM proof.checkpoints WHERE origin = %(origin)s ORDER BY size DESC LIMIT 1;

-- name: newest_witnessed
SELECT origin, size, root, note, signed_at, witnessed_at
FROM proof.checkpoints
WHERE witnessed_at IS NOT NULL AND origin = %(origin)s AND size >= %(size)s
ORDER BY number DESC LIMIT 1;

-- name: lock
-- One at a time publishes, until its transaction ends.
SELECT pg_advisory_xact_lock(hashtext('ringlog'), hashtext('proof.publish'));

-- name: add
INSERT INTO proof.checkpoints (origin, size, root, note, signed_at)
VALUES (%(origin)s, %(size)s, %(root)s, %(note)s, %(signed_at)s);

-- name: to_cosign
SELECT note FROM proof.checkpoints WHERE origin = %(origin)s AND size = %(size)s FOR UPDATE;

-- name: cosign
UPDATE proof.checkpoints SET note = %(note)s, witnessed_at = coalesce(witnessed_at, %(witnessed_at)s)
WHERE origin = %(origin)s AND size = %(size)s;

-- name: prune
-- Of those that are older, the last of each hour remains, and the last witnessed one.
WITH hours AS (
    SELECT
        number, witnessed_at IS NOT NULL AS witnessed, signed_at,
        row_number() OVER (
            PARTITION BY origin, date_trunc('hour', signed_at), witnessed_at IS NOT NULL ORDER BY number DESC
        ) AS nth
    FROM proof.checkpoints
)
DELETE FROM proof.checkpoints USING hours
WHERE checkpoints.number = hours.number AND hours.nth > 1 AND hours.signed_at < %(before)s;

-- name: tell
UPDATE proof.publishing SET problem = %(problem)s, looked_at = %(at)s;

-- name: problem
SELECT problem FROM proof.publishing;

-- name: standing
-- What is published and witnessed, ages in seconds, and what stands in the way.
SELECT
    newest.origin, newest.size, extract(epoch FROM now() - newest.signed_at)::float8 AS age,
    witnessed.size AS witnessed_size, extract(epoch FROM now() - witnessed.witnessed_at)::float8 AS witnessed_age,
    publishing.problem,
    (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'name', name, 'size', size, 'age', extract(epoch FROM now() - cosigned_at)::float8, 'problem', witnesses.problem
        ) ORDER BY name), '[]')
        FROM proof.witnesses WHERE witnesses.origin = newest.origin
    ) AS witnesses
FROM proof.publishing
LEFT JOIN LATERAL (
    SELECT origin, size, signed_at FROM proof.checkpoints ORDER BY number DESC LIMIT 1
) AS newest ON true
LEFT JOIN LATERAL (
    SELECT size, witnessed_at FROM proof.checkpoints
    WHERE witnessed_at IS NOT NULL AND checkpoints.origin = newest.origin ORDER BY number DESC LIMIT 1
) AS witnessed ON true;

-- name: end_of_log
SELECT coalesce(max(position), 0) FROM log.events;

-- name: witness
SELECT size FROM proof.witnesses WHERE verifier_key = %(verifier_key)s AND origin = %(origin)s;

-- name: witnesses
SELECT name, size, cosigned_at, problem FROM proof.witnesses WHERE origin = %(origin)s ORDER BY name;

-- name: disputing
SELECT verifier_key, problem FROM proof.witnesses WHERE origin = %(origin)s AND disputes;

-- name: witness_cosigned
INSERT INTO proof.witnesses (verifier_key, origin, name, size, cosigned_at)
VALUES (%(verifier_key)s, %(origin)s, %(name)s, %(size)s, %(at)s)
ON CONFLICT (verifier_key, origin) DO UPDATE
SET name = excluded.name, size = excluded.size, cosigned_at = excluded.cosigned_at, problem = NULL, disputes = false;

-- name: witness_didnt
INSERT INTO proof.witnesses (verifier_key, origin, name, problem, disputes)
VALUES (%(verifier_key)s, %(origin)s, %(name)s, %(problem)s, %(disputes)s)
ON CONFLICT (verifier_key, origin) DO UPDATE
SET name = excluded.name, problem = excluded.problem, disputes = excluded.disputes;
