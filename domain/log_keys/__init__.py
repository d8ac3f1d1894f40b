"""The keys that checkpoints of the log are signed with, and the name under which."""
