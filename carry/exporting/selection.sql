-- name: exists
-- Whether there is a stream that begins so.
SELECT FROM log.events WHERE originator_id = %s AND originator_version = 1 AND topic = %s AND position <= %s;

-- name: calls_of_room
SELECT originator_id FROM log.events
WHERE topic = 'ringlog.Call.Started' AND (state ->> 'room_id')::uuid = %s AND position <= %s;

-- name: prepare
CREATE TEMPORARY TABLE wanted (stream uuid PRIMARY KEY);

-- name: add
INSERT INTO wanted SELECT unnest(%s::uuid[]) ON CONFLICT DO NOTHING;

-- name: prepared
ANALYZE wanted;

-- name: streams
-- All facts of these streams, as `rows` in proof/rows.sql has them.
COPY (
    SELECT e.position, e.originator_id, e.originator_version, e.recorded_at,
        convert_to(e.topic, 'UTF8'), convert_to(e.state::text, 'UTF8')
    FROM wanted w JOIN log.events e ON e.originator_id = w.stream
    WHERE e.position BETWEEN %s AND %s
    ORDER BY e.position
) TO STDOUT (FORMAT BINARY);

-- name: naming
-- All facts of this stream, and those that name it.
COPY (
    SELECT position, originator_id, originator_version, recorded_at, convert_to(topic, 'UTF8'), convert_to(state::text, 'UTF8')
    FROM log.events
    WHERE position BETWEEN %s AND %s AND (originator_id = %s OR strpos(state::text, %s) > 0)
    ORDER BY position
) TO STDOUT (FORMAT BINARY);
