-- name: tables
-- One entry per call.
CREATE TABLE conferences (
    call_id uuid PRIMARY KEY,
    room_id uuid NOT NULL,
    ongoing boolean NOT NULL,
    kind text NOT NULL,
    title bytea NOT NULL,
    initiator_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text,
    attendee_ids uuid[] NOT NULL
);
CREATE VIEW shown_conferences AS
SELECT *, cardinality(attendee_ids) AS attendee_count FROM conferences;
-- What each call is found by, but for its title.
CREATE TABLE conference_terms (
    room_id uuid NOT NULL,
    term text NOT NULL,
    started_at timestamptz NOT NULL,
    call_id uuid NOT NULL
);

-- name: indexes
-- In the order of the bar, read backwards: a page costs the same however many calls a room has had.
CREATE INDEX conferences_of_room ON conferences (room_id, ongoing, started_at, call_id);
-- Likewise for each term.
CREATE UNIQUE INDEX conferences_by_term ON conference_terms (room_id, term, started_at, call_id);

-- name: page
-- The first page.
SELECT {columns}
FROM shown_conferences
WHERE room_id = %(room_id)s
ORDER BY ongoing DESC, started_at DESC, call_id DESC
LIMIT %(limit)s;

-- name: page_after
SELECT {columns}
FROM shown_conferences
WHERE room_id = %(room_id)s AND (ongoing, started_at, call_id) < (%(ongoing)s, %(started_at)s, %(call_id)s)
ORDER BY ongoing DESC, started_at DESC, call_id DESC
LIMIT %(limit)s;

-- name: count
SELECT count(*) FROM conferences WHERE room_id = %(room_id)s;

-- name: conferences
SELECT {columns}
FROM shown_conferences
WHERE call_id = ANY (%(ids)s);

-- name: search
-- Goes back in time through the calls that have one term; conditions are added for what else they have to have.
WITH found AS MATERIALIZED (
    SELECT started_at, call_id
    FROM {terms} AS has
    WHERE room_id = %(room_id)s
      AND term = %(term)s
      AND started_at >= coalesce(%(since)s, '-infinity'::timestamptz)
      AND started_at < coalesce(%(until)s, 'infinity'::timestamptz)
      AND (started_at, call_id) < (
          coalesce(%(started_at)s, 'infinity'::timestamptz),
          coalesce(%(call_id)s, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
      )
      {conditions}
    ORDER BY started_at DESC, call_id DESC
    LIMIT %(limit)s
)
SELECT {columns}
FROM found
JOIN shown_conferences USING (call_id, started_at)
ORDER BY started_at DESC, call_id DESC;

-- name: search_has_too
EXISTS (
    SELECT
    FROM {terms} AS too
    WHERE too.room_id = %(room_id)s
      AND too.term = {term}
      AND too.started_at = has.started_at
      AND too.call_id = has.call_id
);

-- name: rarest_first
-- Counting no further than it takes to tell.
SELECT term
FROM unnest(%(terms)s::text[]) AS wanted (term)
ORDER BY (
    SELECT count(*)
    FROM (
        SELECT FROM conference_terms WHERE room_id = %(room_id)s AND conference_terms.term = wanted.term
        UNION ALL
        SELECT FROM title_terms WHERE room_id = %(room_id)s AND title_terms.term = wanted.term
        LIMIT 1000
    ) AS its_calls
), term;
