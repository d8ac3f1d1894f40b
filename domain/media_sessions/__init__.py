"""Media sessions: the media side of a participant's session."""
