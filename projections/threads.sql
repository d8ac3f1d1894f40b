-- name: tables
-- Threads and their messages; `number` is the order of posting.
CREATE TABLE threads (
    call_id uuid PRIMARY KEY,
    message_count integer NOT NULL
);
CREATE TABLE thread_messages (
    id uuid PRIMARY KEY,
    call_id uuid NOT NULL,
    number integer NOT NULL,
    author_id uuid NOT NULL,
    posted_at timestamptz NOT NULL,
    text bytea,
    file json, -- its name is sealed
    CHECK (num_nonnulls(text, file) = 1)
);

-- name: indexes
-- A page costs the same however many messages a thread has.
CREATE UNIQUE INDEX messages_of_thread ON thread_messages (call_id, number);

-- name: newest
-- The first page.
SELECT {columns}
FROM thread_messages
WHERE call_id = %(call_id)s
ORDER BY number DESC
LIMIT %(limit)s;

-- name: newest_before
SELECT {columns}
FROM thread_messages
WHERE call_id = %(call_id)s AND number < %(number)s
ORDER BY number DESC
LIMIT %(limit)s;

-- name: oldest_after
-- Newest first like all pages.
SELECT {columns}
FROM (
    SELECT * FROM thread_messages WHERE call_id = %(call_id)s AND number > %(number)s ORDER BY number LIMIT %(limit)s
) AS following
ORDER BY number DESC;

-- name: messages_by_id
SELECT {columns} FROM thread_messages WHERE id = ANY (%(ids)s);

-- name: threads_of_calls
SELECT {columns} FROM threads WHERE call_id = ANY (%(call_ids)s);
