"""The API process: what is served on the one HTTP port, and everything behind it."""
