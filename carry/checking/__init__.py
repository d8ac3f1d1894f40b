"""Whether a file is what a log had, told from the file alone and a checkpoint: no database is needed."""
