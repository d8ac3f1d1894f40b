-- name: tables
-- What a timer has to do.
CREATE TABLE deadlines (
    kind text,
    call_id uuid NOT NULL,
    subject_id uuid,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (kind, subject_id)
);
CREATE INDEX deadlines_of_call ON deadlines (call_id);

-- name: indexes
CREATE INDEX deadlines_by_time ON deadlines (due_at, kind, subject_id);

-- name: due
-- Of the live views, whatever connection asks.
SELECT {columns}
FROM views.deadlines
WHERE due_at <= %(now)s AND kind || ' ' || subject_id <> ALL (%(but_not)s)
ORDER BY due_at, kind, subject_id
LIMIT %(limit)s;

-- name: of_kind
SELECT {columns} FROM views.deadlines WHERE kind = %(kind)s ORDER BY due_at, subject_id;

-- name: next_due
SELECT due_at FROM views.deadlines WHERE kind || ' ' || subject_id <> ALL (%(but_not)s) ORDER BY due_at LIMIT 1;
