-- name: tables
-- Recordings of all calls, and who was told of each.
CREATE TABLE recordings (
    id uuid PRIMARY KEY,
    call_id uuid NOT NULL,
    room_id uuid NOT NULL,
    number integer NOT NULL,
    state text NOT NULL,
    requested_by uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    limit_minutes integer NOT NULL,
    starts_by timestamptz NOT NULL,
    started_at timestamptz,
    stops_by timestamptz,
    reminded_at timestamptz,
    stopped_at timestamptz,
    stop_reason text,
    stopped_by uuid,
    interruption bytea,
    delayed_because bytea,
    published_at timestamptz,
    failed_at timestamptz,
    failed_because bytea,
    file json, -- its name is sealed
    file_deleted_at timestamptz,
    UNIQUE (call_id, number)
);
CREATE TABLE recording_notices (
    recording_id uuid,
    user_id uuid,
    call_id uuid NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (recording_id, user_id)
);

-- name: recordings_by_id
SELECT {columns}
FROM recordings
WHERE id = ANY (%(ids)s);

-- name: recordings_of_calls
SELECT {columns}
FROM recordings
WHERE call_id = ANY (%(call_ids)s)
ORDER BY call_id, number;

-- name: notices_of_recordings
SELECT {columns}
FROM recording_notices
WHERE recording_id = ANY (%(ids)s)
ORDER BY told_at, user_id;

-- name: ids_of_call
-- Of the live views, whatever connection asks.
SELECT id FROM views.recordings WHERE call_id = %(call_id)s ORDER BY number;
