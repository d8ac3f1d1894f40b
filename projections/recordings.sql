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

-- name: indexes
-- For retention: a few of the oldest that still have their files.
CREATE INDEX recordings_by_age ON recordings (published_at, id) WHERE file_deleted_at IS NULL;

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

-- name: published_until
-- Of the live views, whatever connection asks.
SELECT {columns}
FROM views.recordings
WHERE published_at <= %(until)s AND file_deleted_at IS NULL
  AND room_id <> ALL (%(but_in_rooms)s::uuid[]) AND call_id <> ALL (%(but_of_calls)s::uuid[])
ORDER BY published_at, id
LIMIT %(limit)s;
