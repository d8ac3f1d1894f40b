-- Snapshots of people and rooms are sealed from now on; those that were taken in the clear go. They are made again.
TRUNCATE log.snapshots;
