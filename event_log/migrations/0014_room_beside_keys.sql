-- Room for each key to be wrapped anew beside where it is, without a new entry in the indexes: a rotation of the master key
-- replaces all at once, and new keys wait for that.
ALTER TABLE vault.keys SET (fillfactor = 45);
