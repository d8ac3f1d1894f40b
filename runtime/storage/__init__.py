"""Where the files of recordings are kept: a folder, or a bucket of an S3-compatible storage."""
