-- name: tables
-- No statistics of terms: ANALYZE would copy some into a catalogue that is logged.
CREATE UNLOGGED TABLE title_terms (
    room_id uuid NOT NULL,
    term text NOT NULL,
    started_at timestamptz NOT NULL,
    call_id uuid NOT NULL
);
ALTER TABLE title_terms ALTER term SET STATISTICS 0;

-- name: indexes
-- For each term in the order of time, read backwards: a page costs the same however many calls a room has had.
CREATE UNIQUE INDEX title_terms_by_term ON title_terms (room_id, term, started_at, call_id);
