-- Facts with a text that couldn't be read when it was to be indexed, which isn't for good: they are looked at again. Emptied
-- by a crash together with the words, and then found again.
CREATE UNLOGGED TABLE search.unreadable (position bigint PRIMARY KEY);
