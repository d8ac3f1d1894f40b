"""What the roles share: configuration, threads and tasks, signing, presence, and storage."""
