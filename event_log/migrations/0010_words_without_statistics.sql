-- The words of texts without statistics: ANALYZE would copy them into a catalogue that is logged, and that keeps them when
-- somebody is erased. A new table, so that none which were taken before stay. It is made again from the log.
DROP TABLE search.texts;
CREATE UNLOGGED TABLE search.texts (
    position bigint PRIMARY KEY,
    words tsvector NOT NULL
);
ALTER TABLE search.texts ALTER words SET STATISTICS 0;
CREATE INDEX texts_by_word ON search.texts USING gin (words) WITH (fastupdate = off);
TRUNCATE search.texts_standing;
