-- What has expired, and what is about to: looked for at every start and several times a minute, among all facts.
CREATE INDEX expiries ON log.events (topic, position) INCLUDE (originator_id)
    WHERE topic IN ('ringlog.Expiry.Begun', 'ringlog.Expiry.Completed');
