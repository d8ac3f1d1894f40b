-- name: lock
-- One at a time makes the index.
SELECT pg_advisory_xact_lock(hashtext('ringlog'), hashtext('search.index'));

-- name: standing
-- Up to where facts are indexed, whether the last one of them still is the one in the log, and where the log ends.
SELECT s.position,
    s.position = 0 OR EXISTS (
        SELECT FROM log.events e
        WHERE e.position = s.position AND e.originator_id = s.originator_id
          AND e.originator_version = s.originator_version AND e.recorded_at = s.recorded_at
    ),
    (SELECT coalesce(max(position), 0) FROM log.events)
FROM search.standing s;

-- name: indexed
-- Up to where facts can be found.
SELECT position FROM search.standing;

-- name: indexed_with_words
-- Up to where they can be found by their words, too.
SELECT least(s.position, coalesce(t.position, 0)) FROM search.standing s LEFT JOIN search.texts_standing t ON true;

-- name: index
SELECT search.index(%(after)s, %(until)s);

-- name: move
UPDATE search.standing s
SET position = e.position, originator_id = e.originator_id, originator_version = e.originator_version,
    recorded_at = e.recorded_at
FROM log.events e
WHERE e.position = %(until)s;

-- name: start_over
-- The log is another one than that which was indexed.
UPDATE search.standing SET position = 0, originator_id = NULL, originator_version = NULL, recorded_at = NULL;

-- name: empty
TRUNCATE search.postings, search.calls, search.texts, search.texts_standing, search.unreadable;

-- name: texts_standing
-- No row after a crash, or after they were removed.
SELECT position FROM search.texts_standing;

-- name: add_texts
INSERT INTO search.texts (position, words)
SELECT t.position, to_tsvector('simple', t.text) FROM unnest(%(positions)s::bigint[], %(texts)s::text[]) AS t (position, text)
ON CONFLICT (position) DO NOTHING;

-- name: add_unreadable
INSERT INTO search.unreadable (position) SELECT * FROM unnest(%s::bigint[]) ON CONFLICT (position) DO NOTHING;

-- name: unreadable
SELECT position FROM search.unreadable WHERE position > %(after)s ORDER BY position LIMIT %(limit)s;

-- name: remove_readable
-- Those between two positions, both included, that could be read now.
DELETE FROM search.unreadable WHERE position BETWEEN %(first)s AND %(last)s AND position <> ALL (%(still)s::bigint[]);

-- name: move_texts
INSERT INTO search.texts_standing (position) VALUES (%(until)s)
ON CONFLICT (one) DO UPDATE SET position = excluded.position;

-- name: remove_texts
-- Nothing of them stays on the disk: the files are new ones. They are made again without what can't be read any more.
TRUNCATE search.texts, search.texts_standing, search.unreadable;

-- name: frequency
-- How many facts of a stretch have one of these keys, as far as it matters.
SELECT count(*) FROM (
    SELECT FROM search.postings
    WHERE key = ANY (%(keys)s::uuid[]) AND position BETWEEN %(first)s AND %(last)s LIMIT %(enough)s
) AS counted;

-- name: frequency_of_words
-- How many texts of a stretch have these words, as far as it matters. Of words that are in one of a hundred of the newest
-- texts, none but these are counted: the index of words would name all the others first.
SELECT CASE
    WHEN (
        SELECT count(*) FILTER (WHERE words @@ (SELECT to_tsquery('simple', %(words)s))) FROM (
            SELECT words FROM search.texts
            WHERE position BETWEEN %(first)s AND %(last)s ORDER BY position DESC LIMIT 1000
        ) AS newest
    ) > 10 THEN %(enough)s
    ELSE (
        SELECT count(*) FROM (
            SELECT FROM search.texts
            WHERE words @@ (SELECT to_tsquery('simple', %(words)s)) AND position BETWEEN %(first)s AND %(last)s LIMIT %(enough)s
        ) AS counted
    )
END;

-- name: position_at
-- The last position that was recorded by a moment.
SELECT search.position_at(%(moment)s::timestamptz);

-- name: position_before
-- The last position that was recorded before a moment.
SELECT search.position_at(%(moment)s::timestamptz - interval '1 microsecond');
