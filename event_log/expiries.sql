-- name: pending
-- The expiries that have begun and aren't completed, but these.
SELECT begun.originator_id
FROM log.events AS begun
WHERE begun.topic = 'ringlog.Expiry.Begun' AND begun.originator_id NOT IN (
    SELECT done.originator_id FROM log.events AS done WHERE done.topic = 'ringlog.Expiry.Completed'
) AND begun.originator_id <> ALL (%(but)s::uuid[])
ORDER BY begun.position
LIMIT %(limit)s;

-- name: newest
-- Those begun before a position, latest first.
SELECT position, originator_id
FROM log.events
WHERE topic = 'ringlog.Expiry.Begun' AND position < %(before)s
ORDER BY position DESC
LIMIT %(limit)s;

-- name: certified
-- Those completed, latest first.
SELECT originator_id FROM log.events WHERE topic = 'ringlog.Expiry.Completed' ORDER BY position DESC LIMIT %s;

-- name: count
SELECT count(*) FROM log.events WHERE topic = 'ringlog.Expiry.Begun';

-- name: extent
-- The facts of some streams up to the beginning of an expiry; and a digest of them.
SELECT
    min(position), max(position), count(*),
    encode(sha256(coalesce(string_agg(
        int8send(position) || sha256(convert_to(state::text, 'UTF8')), ''::bytea ORDER BY position
    ), '')), 'hex')
FROM log.events
WHERE originator_id = ANY (%(streams)s) AND position < (
    SELECT position FROM log.events WHERE originator_id = %(expiry)s AND originator_version = 1
);
