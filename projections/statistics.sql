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

-- name: load_room_kinds
SELECT room_id, room_kind FROM room_kinds WHERE room_id = ANY (%(rooms)s);

-- name: save_room_kinds
INSERT INTO room_kinds SELECT * FROM json_populate_recordset(NULL::room_kinds, %s);

-- name: load_counted_calls
SELECT call_id, room_kind, day, held_since, attendee_ids, sessions FROM counted_calls WHERE call_id = ANY (%(ids)s);

-- name: save_counted_calls
INSERT INTO counted_calls SELECT * FROM json_populate_recordset(NULL::counted_calls, %s)
ON CONFLICT (call_id) DO UPDATE SET
    held_since = excluded.held_since, attendee_ids = excluded.attendee_ids, sessions = excluded.sessions;

-- name: remove_counted_calls
DELETE FROM counted_calls USING json_populate_recordset(NULL::counted_calls, %s) AS gone
WHERE counted_calls.call_id = gone.call_id;

-- name: load_activity
SELECT room_kind, calls, sessions FROM activity WHERE room_kind = ANY (%(kinds)s);

-- name: save_activity
INSERT INTO activity SELECT * FROM json_populate_recordset(NULL::activity, %s)
ON CONFLICT (room_kind) DO UPDATE SET calls = excluded.calls, sessions = excluded.sessions;

-- name: load_call_statistics
-- Of some days, and of the days on which some calls began.
SELECT day, room_kind, calls, held, held_ms, attendees
FROM call_statistics
WHERE day = ANY (%(days)s::date[])
   OR day = ANY (ARRAY (SELECT counted_calls.day FROM counted_calls WHERE call_id = ANY (%(calls)s)));

-- name: save_call_statistics
INSERT INTO call_statistics SELECT * FROM json_populate_recordset(NULL::call_statistics, %s)
ON CONFLICT (day, room_kind) DO UPDATE SET
    calls = excluded.calls, held = excluded.held, held_ms = excluded.held_ms, attendees = excluded.attendees;

-- name: now
SELECT room_kind, calls, sessions FROM activity ORDER BY room_kind;

-- name: by_day
SELECT day, room_kind, calls, held, held_ms, attendees
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
