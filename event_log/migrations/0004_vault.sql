-- The vault: keys under which what is personal is sealed, each wrapped by a master key that isn't in the database.
CREATE SCHEMA vault;

CREATE TABLE vault.keys (
    -- A person, a room or a call.
    subject_id uuid PRIMARY KEY,
    -- NULL once it is destroyed: the row stays, so that a destroyed key is told from an unknown one.
    wrapped bytea,
    -- Counts the destructions in the order of their commits, so that whoever remembers keys learns which are gone.
    destroyed bigint UNIQUE,
    CHECK ((wrapped IS NULL) = (destroyed IS NOT NULL))
);

-- Something that the master key has wrapped: whoever has another one finds out before doing any harm.
CREATE TABLE vault.master_key (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    wrapped bytea NOT NULL
);

-- What people and rooms are called in the chat product leads to their ids here only. It is a keyed hash, and goes when
-- somebody is erased.
CREATE TABLE vault.identities (
    digest bytea PRIMARY KEY,
    id uuid NOT NULL UNIQUE
);

-- Destroys the keys of these, also of those that never had one, so that none is ever made for them again. Returns how many
-- weren't destroyed before. One at a time, so that the count grows in the order of commits.
CREATE FUNCTION vault.destroy(subjects uuid[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
    gone bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ringlog'), hashtext('vault.destroy'));
    SELECT coalesce(max(k.destroyed), 0) INTO before FROM vault.keys k;
    INSERT INTO vault.keys AS k (subject_id, wrapped, destroyed)
    SELECT s.id, NULL, before + s.nr
    FROM unnest(subjects) WITH ORDINALITY AS s (id, nr)
    ORDER BY s.id
    ON CONFLICT (subject_id) DO UPDATE SET wrapped = NULL, destroyed = excluded.destroyed WHERE k.destroyed IS NULL;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;
