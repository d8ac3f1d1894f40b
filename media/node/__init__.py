"""The media role: obeys the log, takes orders from API processes, and reports facts."""
