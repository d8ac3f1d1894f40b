-- Who is to be erased, and who was: looked for at every start and every second, among all facts there ever were.
CREATE INDEX erasures ON log.events (topic, originator_id) INCLUDE (position)
    WHERE topic IN ('ringlog.Erasure.Requested', 'ringlog.Erasure.Completed');
