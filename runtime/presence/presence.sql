-- name: create_schema
-- Runs at every start, under the lock that `migrate` takes.
CREATE SCHEMA IF NOT EXISTS presence;

-- When each participant session last showed a sign of life: its media flowed, or its client said so.
CREATE TABLE IF NOT EXISTS presence.sessions (
    session_id uuid PRIMARY KEY,
    seen_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS sessions_seen_at ON presence.sessions (seen_at);

-- The media processes, each under a name of its own from start to end.
CREATE TABLE IF NOT EXISTS presence.media_nodes (
    node_id text PRIMARY KEY,
    control_url text NOT NULL,
    control_token text NOT NULL,
    seen_at timestamptz NOT NULL
);

-- Which node carries a call: all of its sessions meet on one. Whenever a call moves, its generation goes up: by that a
-- node that was cut off from here sees that it has lost a call, and what it says of it is told from what is true.
CREATE SEQUENCE IF NOT EXISTS presence.generations;
CREATE TABLE IF NOT EXISTS presence.media_calls (
    call_id uuid PRIMARY KEY,
    node_id text NOT NULL REFERENCES presence.media_nodes ON DELETE CASCADE
);
ALTER TABLE presence.media_calls
    ADD COLUMN IF NOT EXISTS generation bigint NOT NULL DEFAULT nextval('presence.generations');

-- Who is speaking in a call, by the node that carries it; loudest first.
CREATE UNLOGGED TABLE IF NOT EXISTS presence.speakers (
    call_id uuid PRIMARY KEY REFERENCES presence.media_calls ON DELETE CASCADE,
    node_id text NOT NULL,
    session_ids uuid[] NOT NULL
);

-- Who follows the log, in which process, up to where, and when it last did anything.
CREATE TABLE IF NOT EXISTS presence.followers (
    follower text NOT NULL,
    process text NOT NULL,
    position bigint NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (follower, process)
);
-- Why it doesn't come further, if somebody has to do something about it.
ALTER TABLE presence.followers ADD COLUMN IF NOT EXISTS trouble text;

-- What the API processes sign short-lived links with. Without it they make another.
CREATE TABLE IF NOT EXISTS presence.secrets (
    name text PRIMARY KEY,
    secret text NOT NULL
);

-- How far a user has read the thread of a call: the number of the last message that they have read.
CREATE TABLE IF NOT EXISTS presence.thread_reads (
    user_id uuid NOT NULL,
    call_id uuid NOT NULL,
    number integer NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, call_id)
);
CREATE INDEX IF NOT EXISTS thread_reads_of_call ON presence.thread_reads (call_id);
CREATE INDEX IF NOT EXISTS thread_reads_latest ON presence.thread_reads (user_id, read_at);

-- name: tell_followers
-- How far the followers of a process have come, and when, by this clock, they last did anything.
WITH forgotten AS (DELETE FROM presence.followers WHERE seen_at < now() - interval '1 day')
INSERT INTO presence.followers (follower, process, position, seen_at, trouble)
SELECT follower, %(process)s, position, now() - make_interval(secs => age), trouble
FROM unnest(%(followers)s::text[], %(positions)s::bigint[], %(ages)s::float8[], %(troubles)s::text[])
    AS told (follower, position, age, trouble)
ON CONFLICT (follower, process) DO UPDATE
SET position = EXCLUDED.position, seen_at = EXCLUDED.seen_at, trouble = EXCLUDED.trouble;

-- name: withdraw_followers
-- Their process ends.
DELETE FROM presence.followers WHERE process = %(process)s;

-- name: try_to_record
-- Takes the locks that an append takes, and changes nothing; fails where an append would.
INSERT INTO log.events SELECT * FROM log.events WHERE false;
UPDATE log.tracking SET position = position WHERE false;
SELECT pg_advisory_xact_lock(hashtext('ringlog'), hashtext('log.append'));

-- name: standings
-- Of each follower that is needed the liveliest, with the age of the oldest fact that it lacks; `heard` is the asking process's.
WITH liveliest AS (
    SELECT DISTINCT ON (follower) * FROM presence.followers ORDER BY follower, seen_at DESC
), standing AS (
    SELECT follower, process, position, extract(epoch FROM now() - seen_at)::float8 AS quiet, trouble
    FROM unnest(%(needed)s::text[]) AS needed (follower) LEFT JOIN liveliest USING (follower)
    UNION ALL
    SELECT 'changes', 'this process', %(heard)s::bigint, 0, NULL
)
SELECT follower, process, standing.position, quiet, trouble,
    coalesce(extract(epoch FROM now() - recorded_at), 0)::float8 AS behind
FROM standing LEFT JOIN log.events AS lacking ON lacking.position = standing.position + 1
ORDER BY follower DESC;

-- name: share_secret
-- The secret of this name; the one that is given if there is none yet.
INSERT INTO presence.secrets (name, secret) VALUES (%(name)s, %(secret)s)
ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name
RETURNING secret;

-- name: seen
-- A sign of life that comes late never takes back a later one.
INSERT INTO presence.sessions (session_id, seen_at)
SELECT * FROM unnest(%(session_ids)s::uuid[], %(times)s::timestamptz[]) AS seen (session_id, at) ORDER BY session_id
ON CONFLICT (session_id) DO UPDATE SET seen_at = EXCLUDED.seen_at
WHERE sessions.seen_at < EXCLUDED.seen_at;

-- name: quiet
-- Sessions that count as connected and have shown no sign of life since %(before)s, with their last one.
SELECT session.id, session.call_id, greatest(session.joined_at, seen.seen_at) AS seen_at
FROM views.sessions AS session
LEFT JOIN presence.sessions AS seen ON seen.session_id = session.id
WHERE session.reconnecting_since IS NULL AND greatest(session.joined_at, seen.seen_at) < %(before)s;

-- name: revived
-- Sessions that count as reconnecting and have shown a sign of life since.
SELECT session.id, session.call_id, seen.seen_at
FROM views.sessions AS session
JOIN presence.sessions AS seen ON seen.session_id = session.id
WHERE session.reconnecting_since IS NOT NULL AND seen.seen_at > session.reconnecting_since;

-- name: forget
-- What nobody asks for any more: sessions that left, nodes that are gone.
WITH gone AS (DELETE FROM presence.media_nodes WHERE seen_at < %(before)s)
DELETE FROM presence.sessions AS seen
WHERE seen_at < %(before)s AND NOT EXISTS (SELECT FROM views.sessions WHERE id = seen.session_id);

-- name: announce_node
-- A media node is up, and still is.
INSERT INTO presence.media_nodes (node_id, control_url, control_token, seen_at)
VALUES (%(node_id)s, %(control_url)s, %(control_token)s, now())
ON CONFLICT (node_id) DO UPDATE SET seen_at = EXCLUDED.seen_at;

-- name: withdraw_node
-- A media node says goodbye; its calls go elsewhere.
DELETE FROM presence.media_nodes WHERE node_id = %(node_id)s;

-- name: find_node
-- A node by its name, if it is up.
SELECT node_id, control_url, control_token FROM presence.media_nodes
WHERE node_id = %(node_id)s AND seen_at > now() - %(up_for)s;

-- name: place_call
-- The node that carries the call: the one it is on while that is up, else the one with the fewest calls.
WITH up AS (
    SELECT node_id FROM presence.media_nodes WHERE seen_at > now() - %(up_for)s
), chosen AS (
    SELECT up.node_id FROM up LEFT JOIN presence.media_calls USING (node_id)
    GROUP BY up.node_id ORDER BY count(call_id), up.node_id LIMIT 1
), placed AS (
    INSERT INTO presence.media_calls (call_id, node_id) SELECT %(call_id)s, node_id FROM chosen
    ON CONFLICT (call_id) DO UPDATE SET
        node_id = CASE
            WHEN media_calls.node_id IN (SELECT node_id FROM up) THEN media_calls.node_id
            ELSE EXCLUDED.node_id
        END,
        generation = CASE
            WHEN media_calls.node_id IN (SELECT node_id FROM up) THEN media_calls.generation
            ELSE nextval('presence.generations')
        END
    RETURNING node_id, generation
)
SELECT node_id, control_url, control_token, generation FROM placed JOIN presence.media_nodes USING (node_id);

-- name: moved_calls
-- Those of a node's calls that were placed anew since the generations it knows.
SELECT call_id, placed.generation
FROM unnest(%(call_ids)s::uuid[], %(generations)s::bigint[]) AS known (call_id, generation)
JOIN presence.media_calls AS placed USING (call_id)
WHERE placed.generation > known.generation;

-- name: speak
-- Who speaks now, kept for those who come later and told to those who listen; calls that are elsewhere are left out.
WITH heard AS (
    SELECT call_id, array(SELECT id::uuid FROM json_array_elements_text(session_ids) AS id) AS session_ids
    FROM json_to_recordset(%(calls)s) AS said (call_id uuid, session_ids json)
), kept AS (
    INSERT INTO presence.speakers (call_id, node_id, session_ids)
    SELECT call_id, node_id, session_ids FROM heard JOIN presence.media_calls USING (call_id)
    WHERE node_id = %(node_id)s ORDER BY call_id
    ON CONFLICT (call_id) DO UPDATE SET node_id = EXCLUDED.node_id, session_ids = EXCLUDED.session_ids
    RETURNING call_id, session_ids
)
SELECT pg_notify('ringlog_speakers', json_build_object('call_id', call_id, 'session_ids', session_ids)::text) FROM kept;

-- name: speakers
-- Who speaks now in some calls, as far as their nodes are still the ones that carry them.
SELECT call_id, session_ids FROM presence.speakers JOIN presence.media_calls USING (call_id, node_id)
WHERE call_id = ANY(%(call_ids)s);

-- name: forget_calls
-- The calls are over.
DELETE FROM presence.media_calls WHERE call_id = ANY(%(call_ids)s);

-- name: move_read_position
-- Tells those who show the user's threads, if it has moved. Losing one in a crash does no harm, so nobody waits for the disk.
WITH moved AS (
    INSERT INTO presence.thread_reads AS known (user_id, call_id, number, read_at)
    VALUES (%(user_id)s, %(call_id)s, %(number)s, %(at)s)
    ON CONFLICT (user_id, call_id) DO UPDATE SET number = EXCLUDED.number, read_at = EXCLUDED.read_at
    WHERE known.number < EXCLUDED.number
    RETURNING user_id
)
SELECT pg_notify('ringlog_changes', json_build_object('keys', json_build_array('reads:' || user_id))::text),
    set_config('synchronous_commit', 'off', true)
FROM moved;

-- name: forget_reader
DELETE FROM presence.thread_reads WHERE user_id = %(user_id)s;

-- name: forget_read_threads
DELETE FROM presence.thread_reads WHERE call_id = ANY (%(call_ids)s);

-- name: unread_messages
-- Who is in a call and has read nothing there counts from the beginning.
WITH followed AS (
    SELECT call_id, max(number) AS number
    FROM (
        SELECT call_id, number FROM presence.thread_reads WHERE user_id = %(user_id)s AND call_id = ANY (%(call_ids)s)
        UNION ALL
        SELECT call_id, 0 FROM views.sessions WHERE user_id = %(user_id)s AND call_id = ANY (%(call_ids)s)
    ) AS each_of_them
    GROUP BY call_id
)
SELECT call_id, (
    SELECT count(*)
    FROM (
        SELECT FROM views.thread_messages AS message
        WHERE message.call_id = followed.call_id AND message.number > followed.number AND author_id <> %(user_id)s
        LIMIT %(most)s
    ) AS unread
)
FROM followed;

-- name: unread_threads
-- Of the calls that a user is in, and of the threads that they read last.
WITH known AS (
    (
        SELECT call_id, number FROM presence.thread_reads WHERE user_id = %(user_id)s
        ORDER BY read_at DESC LIMIT %(most)s
    )
    UNION ALL
    SELECT call_id, coalesce(number, 0)
    FROM views.sessions LEFT JOIN presence.thread_reads USING (user_id, call_id)
    WHERE user_id = %(user_id)s
), followed AS (
    SELECT call_id, max(number) AS number FROM known GROUP BY call_id
)
SELECT followed.call_id
FROM followed CROSS JOIN LATERAL (
    SELECT posted_at FROM views.thread_messages AS message
    WHERE message.call_id = followed.call_id AND message.number > followed.number AND author_id <> %(user_id)s
    ORDER BY message.number DESC LIMIT 1
) AS newest
ORDER BY posted_at DESC, call_id;

-- name: readers
SELECT user_id FROM presence.thread_reads WHERE call_id = ANY (%(call_ids)s)
UNION
SELECT user_id FROM views.sessions WHERE call_id = ANY (%(call_ids)s);
