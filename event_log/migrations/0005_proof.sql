-- The proof: a Merkle tree over the log, by which anybody can tell that nothing was changed, removed or reordered since a root
-- of it was signed. All but the checkpoints can be worked out again from the log.
CREATE SCHEMA proof;

-- The hashes of the tree, as tiles of C2SP tlog-tiles; only those that are full, which never change.
CREATE TABLE proof.tiles (
    level smallint NOT NULL,
    index bigint NOT NULL,
    hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
    PRIMARY KEY (level, index)
);
ALTER TABLE proof.tiles ALTER COLUMN hashes SET STORAGE EXTERNAL; -- hashes can't be compressed

-- Up to where the tree has come, in one row.
CREATE TABLE proof.edge (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    -- How many leaves there are: those of the events up to this position.
    size bigint NOT NULL,
    root bytea NOT NULL,
    -- The hashes of each level's partial tile, from level 0 on.
    partial bytea[] NOT NULL,
    -- Why the tree doesn't grow, although the log may: it is another one than that of the tree. NULL while all is well.
    refused text,
    -- Counts how often an operator has let the tree begin anew, so that whoever remembers it forgets it then.
    era int NOT NULL DEFAULT 0
);
INSERT INTO proof.edge (size, root, partial) VALUES (0, sha256(''), '{}');

-- Roots that were signed, as the notes that were published.
CREATE TABLE proof.checkpoints (
    origin text NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    note bytea NOT NULL,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (origin, size)
);
