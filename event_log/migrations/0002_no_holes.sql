-- A fact follows the one before it in its stream, or is the first. Whoever remembers a stream that is longer than the one
-- in the database, which is what a database that was restored from a backup looks like, would otherwise leave a hole in it.
-- Raises integrity_constraint_violation then. Facts of one stream stand next to each other; all else is as it was.
CREATE OR REPLACE FUNCTION log.append(
    originator_ids uuid[], originator_versions int[], topics text[], states json[],
    consumers text[], consumer_positions bigint[]
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
    added int;
    moved int;
BEGIN
    -- One appender at a time until it has committed: whoever reads position p has nothing below p still to come.
    -- A lock of its own, since a lock on the table would make every append wait for a running vacuum.
    -- Statements of a volatile function see what was committed before they started, so `before` is what it says.
    PERFORM pg_advisory_xact_lock(hashtext('ringlog'), hashtext('log.append'));
    SELECT coalesce(max(e.position), 0) INTO before FROM log.events e;
    -- The version before is looked for in place, in a subquery and no join: the planner, who may not know how long the log
    -- has become, can't read all of it; and a statement of its own would cost a tenth of the whole append.
    INSERT INTO log.events (position, originator_id, originator_version, topic, state, recorded_at)
    SELECT before + e.nr, e.originator_id, e.originator_version, e.topic, e.state, clock_timestamp()
    FROM unnest(originator_ids, originator_versions, topics, states)
        WITH ORDINALITY AS e (originator_id, originator_version, topic, state, nr)
    WHERE e.originator_version = 1
        OR originator_ids[e.nr - 1] = e.originator_id AND originator_versions[e.nr - 1] = e.originator_version - 1
        OR (
            SELECT p.originator_version FROM log.events p
            WHERE p.originator_id = e.originator_id AND p.originator_version = e.originator_version - 1
        ) IS NOT NULL;
    GET DIAGNOSTICS added = ROW_COUNT;
    IF added < cardinality(originator_ids) THEN
        RAISE integrity_constraint_violation USING MESSAGE = 'the version before is not in the log';
    END IF;
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
