-- Imports: a log that came out of a file, and sandboxes, in which one is only looked at.

-- A row if this database is a sandbox.
CREATE TABLE log.sandbox (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    since timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION log.refuse_in_sandbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE read_only_sql_transaction
        USING MESSAGE = 'this database is a sandbox, in which a log is only looked at: nothing is recorded in it';
END
$$;

-- From now on nothing is recorded here, whatever program tries, and no consumer moves. Keys may still be destroyed, and
-- somebody who isn't in the log, such as an auditor, may be given an id.
CREATE FUNCTION log.make_sandbox() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO log.sandbox DEFAULT VALUES;
    CREATE TRIGGER sandbox BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON log.events
        FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_in_sandbox();
    CREATE TRIGGER sandbox BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON log.tracking
        FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_in_sandbox();
    CREATE TRIGGER sandbox BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON proof.checkpoints
        FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_in_sandbox();
    CREATE TRIGGER sandbox BEFORE INSERT ON vault.keys
        FOR EACH ROW WHEN (NEW.wrapped IS NOT NULL) EXECUTE FUNCTION log.refuse_in_sandbox();
END
$$;

-- As before, also where positions are missing, as they are in a sandbox that has a part of a log.
CREATE OR REPLACE FUNCTION search.position_at(moment timestamptz) RETURNS bigint STABLE LANGUAGE plpgsql AS $$
DECLARE
    low bigint := 0;
    high bigint;
    middle bigint;
BEGIN
    SELECT coalesce(max(position), 0) INTO high FROM log.events;
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        IF coalesce((
            SELECT recorded_at <= moment FROM log.events WHERE position <= middle ORDER BY position DESC LIMIT 1
        ), true) THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;

-- What an import has taken in so far, beside the log: all of it becomes the log at once, or nothing does.
CREATE SCHEMA carry;
CREATE TABLE carry.standing (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    manifest bytea NOT NULL,
    -- The last frame that was taken in, and the last position in it.
    frame bigint NOT NULL,
    position bigint NOT NULL,
    -- SHA-256 of the leaves of the events so far, one after the other.
    leaves bytea NOT NULL
);
CREATE TABLE carry.tiles (LIKE proof.tiles INCLUDING ALL);

-- What was imported.
CREATE TABLE carry.imported (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    origin text NOT NULL,
    manifest bytea NOT NULL,
    events bigint NOT NULL,
    imported_at timestamptz NOT NULL DEFAULT now()
);
