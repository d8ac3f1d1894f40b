-- Publishing: in which order checkpoints were, since when enough witnesses have cosigned them, and what stands in the way.
ALTER TABLE proof.checkpoints
    ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN witnessed_at timestamptz;

CREATE TABLE proof.publishing (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    -- Why nothing is published, a sentence; NULL while all is well.
    problem text,
    looked_at timestamptz
);
INSERT INTO proof.publishing DEFAULT VALUES;

-- What each witness is known to have cosigned of a log, by the witness's public key and the log's origin.
CREATE TABLE proof.witnesses (
    verifier_key text NOT NULL,
    origin text NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL DEFAULT 0,
    -- When it says that it last did.
    cosigned_at timestamptz,
    -- Why it didn't the last time that it was asked, a sentence, and whether that is since it knows another log.
    problem text,
    disputes boolean NOT NULL DEFAULT false,
    PRIMARY KEY (verifier_key, origin)
);
