-- name: is_filled
SELECT EXISTS (SELECT FROM log.events);

-- name: origin
-- What the log was called that was imported.
SELECT origin FROM carry.imported;

-- name: versions
-- The newest version of each kind of fact, and where it is first.
SELECT DISTINCT ON (topic)
    topic,
    coalesce((state ->> 'class_version')::int, 1) AS version,
    coalesce((state ->> 'envelope_version')::int, 1) AS envelope,
    position
FROM carry.events
ORDER BY topic, version DESC, envelope DESC, position;
