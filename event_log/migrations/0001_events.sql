-- The log: every fact there is, in the order in which it was committed.
CREATE TABLE log.events (
    -- Counts the facts from 1 on, without a gap: a missing number is a missing fact.
    position bigint PRIMARY KEY,
    originator_id uuid NOT NULL,
    originator_version int NOT NULL,
    topic text NOT NULL,
    -- json and not jsonb: kept byte for byte as it was written, so that it can be hashed and exported as it is.
    state json NOT NULL,
    recorded_at timestamptz NOT NULL,
    UNIQUE (originator_id, originator_version)
);

-- How far each consumer that must act exactly once has come; moved in the transaction of what it caused.
CREATE TABLE log.tracking (
    consumer text PRIMARY KEY,
    position bigint NOT NULL
);

-- Appends a group of facts, one in each place of the first four arrays, and moves the consumers that caused them: all of
-- it or nothing, in one round trip. Returns the position before the first fact; the others follow in the order given.
-- Raises unique_violation when a fact of this version exists, or when a consumer has been at its position already.
CREATE FUNCTION log.append(
    originator_ids uuid[], originator_versions int[], topics text[], states json[],
    consumers text[], consumer_positions bigint[]
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
    moved int;
BEGIN
    -- One appender at a time until it has committed: whoever reads position p has nothing below p still to come.
    -- A lock of its own, since a lock on the table would make every append wait for a running vacuum.
    -- Statements of a volatile function see what was committed before they started, so `before` is what it says.
    PERFORM pg_advisory_xact_lock(hashtext('ringlog'), hashtext('log.append'));
    SELECT coalesce(max(e.position), 0) INTO before FROM log.events e;
    INSERT INTO log.events (position, originator_id, originator_version, topic, state, recorded_at)
    SELECT before + e.nr, e.originator_id, e.originator_version, e.topic, e.state, clock_timestamp()
    FROM unnest(originator_ids, originator_versions, topics, states)
        WITH ORDINALITY AS e (originator_id, originator_version, topic, state, nr);
    IF cardinality(consumers) > 0 THEN
        INSERT INTO log.tracking AS t (consumer, position)
        SELECT n.consumer, n.position FROM unnest(consumers, consumer_positions) AS n (consumer, position)
        ON CONFLICT (consumer) DO UPDATE SET position = excluded.position WHERE t.position < excluded.position;
        GET DIAGNOSTICS moved = ROW_COUNT;
        IF moved < cardinality(consumers) THEN
            RAISE unique_violation USING MESSAGE = 'a consumer has been at this position before';
        END IF;
    END IF;
    RETURN before;
END
$$;
