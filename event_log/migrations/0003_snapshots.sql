-- What aggregates of long streams were like, so that loading them needn't read all of their facts. Nothing rests on it: it
-- may be emptied at any time, and is made again as aggregates are loaded and changed.
CREATE TABLE log.snapshots (
    originator_id uuid PRIMARY KEY,
    -- The last fact that is in it.
    originator_version int NOT NULL,
    -- What kind of aggregate, and a hash of the code that made it: other code can't rely on it.
    format text NOT NULL,
    state json NOT NULL
);
