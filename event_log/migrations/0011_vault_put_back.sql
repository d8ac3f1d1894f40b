-- A row when somebody found an earlier vault and destroyed keys in it again: what was opened by these meanwhile, and what is
-- left of them in dead rows, is still to be removed. Not in schema `vault`, which is what was put back.
CREATE TABLE log.vault_put_back (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    times bigint NOT NULL DEFAULT 1
);
