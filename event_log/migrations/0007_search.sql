-- An index over the log for whoever searches it: made from it, a moment later, and again whenever it is lost.
CREATE SCHEMA search;

-- By what a fact can be found: the ids in it, and (see search.key) its kind, its actor and its request.
CREATE TABLE search.postings (
    key uuid,
    position bigint,
    PRIMARY KEY (key, position)
);

-- In which room each call is: what concerns a call concerns its room.
CREATE TABLE search.calls (
    call_id uuid PRIMARY KEY,
    room_id uuid NOT NULL
);

-- The last fact that is indexed. Whether it still is the one in the log tells the log from an earlier state of itself.
CREATE TABLE search.standing (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL DEFAULT 0,
    originator_id uuid,
    originator_version int,
    recorded_at timestamptz
);
INSERT INTO search.standing DEFAULT VALUES;

-- What a text, such as the topic of facts or their actor, is called among the keys.
CREATE FUNCTION search.key(kind text, named text) RETURNS uuid IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql
RETURN md5(kind || ':' || named)::uuid;

-- Indexes the facts after a position, up to another. An id is what is written as a text of its own in a fact, whatever
-- it is called there; but for the envelope, whose request and actor have keys of their own kind.
CREATE FUNCTION search.index(after bigint, until bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search.calls (call_id, room_id)
    SELECT originator_id, (state ->> 'room_id')::uuid
    FROM log.events
    WHERE position > after AND position <= until AND topic = 'ringlog.Call.Started'
    ON CONFLICT (call_id) DO NOTHING;

    WITH facts AS (
        SELECT position, originator_id, topic, state, state -> 'cause' AS cause FROM log.events
        WHERE position > after AND position <= until
    ), fields AS (
        SELECT position, value::text AS value, json_typeof(value) AS kind FROM facts, json_each(state)
        WHERE key <> 'cause'
    ), named AS (
        SELECT position, originator_id AS id FROM facts
        UNION
        SELECT position, btrim(value, '"')::uuid FROM fields
        WHERE kind = 'string' AND length(value) = 38
          AND value ~ '^"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"$'
        UNION
        SELECT position, found.id[1]::uuid
        FROM fields, regexp_matches(
            value, '"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"', 'g'
        ) AS found (id)
        WHERE kind IN ('array', 'object')
    ), keys AS (
        SELECT position, id AS key FROM named
        UNION
        SELECT named.position, calls.room_id FROM named JOIN search.calls ON calls.call_id = named.id
        UNION ALL
        SELECT position, search.key('topic', topic) FROM facts
        UNION ALL
        SELECT position, search.key('actor', cause ->> 'actor') FROM facts
        UNION ALL
        SELECT position, search.key('request', cause ->> 'correlation_id') FROM facts
    )
    INSERT INTO search.postings (key, position)
    SELECT key, position FROM keys WHERE key IS NOT NULL ORDER BY key, position
$$;

-- The words of what people wrote and of what things are called, which facts keep sealed. In the clear, so it is kept out of
-- the write-ahead log, backups and replicas: a crash empties it, and then it is made again.
CREATE UNLOGGED TABLE search.texts (
    position bigint PRIMARY KEY,
    words tsvector NOT NULL
);
CREATE INDEX texts_by_word ON search.texts USING gin (words) WITH (fastupdate = off);
CREATE UNLOGGED TABLE search.texts_standing (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL
);

-- The last position that was recorded by a moment; 0 if none was. The database's clock stamps one append after the other,
-- so positions are in the order of these moments, unless somebody set that clock back.
CREATE FUNCTION search.position_at(moment timestamptz) RETURNS bigint STABLE LANGUAGE plpgsql AS $$
DECLARE
    low bigint := 0;
    high bigint;
    middle bigint;
BEGIN
    SELECT coalesce(max(position), 0) INTO high FROM log.events;
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF (SELECT recorded_at FROM log.events WHERE position = middle) <= moment THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;
