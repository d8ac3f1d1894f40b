-- name: rows
-- In PostgreSQL's binary format, in which no setting of the connection shows; text in UTF-8, whatever it asks for.
COPY (
    SELECT position, originator_id, originator_version, recorded_at, convert_to(topic, 'UTF8'), convert_to(state::text, 'UTF8')
    FROM log.events
    WHERE position BETWEEN %s AND %s
    ORDER BY position
) TO STDOUT (FORMAT BINARY);
