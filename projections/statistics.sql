-- name: tables
-- What is on, and a row of sums per day and kind of room.
CREATE TABLE activity (
    room_kind text PRIMARY KEY,
    calls integer NOT NULL CHECK (calls >= 0),
    sessions integer NOT NULL CHECK (sessions >= 0)
);
CREATE TABLE call_statistics (
    day date,
    room_kind text,
    calls bigint NOT NULL,
    held bigint NOT NULL,
    held_ms bigint NOT NULL,
    attendees bigint NOT NULL,
    PRIMARY KEY (day, room_kind)
);
CREATE TABLE room_kinds (
    room_id uuid PRIMARY KEY,
    room_kind text NOT NULL
);
-- Calls that are on.
CREATE TABLE counted_calls (
    call_id uuid PRIMARY KEY,
    room_kind text NOT NULL,
    day date NOT NULL,
    held_since timestamptz,
    attendee_ids uuid[] NOT NULL,
    sessions integer NOT NULL
);

-- name: now
SELECT {columns} FROM activity ORDER BY room_kind;

-- name: by_day
SELECT {columns}
FROM call_statistics
WHERE day BETWEEN %(since)s AND %(until)s
ORDER BY day DESC, room_kind;

-- name: by_month
SELECT date_trunc('month', day)::date AS day, room_kind, sum(calls)::bigint AS calls, sum(held)::bigint AS held,
    sum(held_ms)::bigint AS held_ms, sum(attendees)::bigint AS attendees
FROM call_statistics
WHERE day BETWEEN %(since)s AND %(until)s
GROUP BY 1, 2
ORDER BY 1 DESC, 2;
