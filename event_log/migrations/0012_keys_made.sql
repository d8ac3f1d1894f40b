-- Whose keys were ever made. Not in schema `vault`: a vault that was put back to an earlier state lacks keys under which the
-- log has texts, and another key in the place of such a one would lose these for good.
CREATE TABLE log.keys_made (subject_id uuid PRIMARY KEY);
INSERT INTO log.keys_made (subject_id) SELECT subject_id FROM vault.keys;
