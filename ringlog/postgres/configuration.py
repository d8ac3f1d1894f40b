"""What the embedded server is set to."""

CONFIGURATION = """\
# Written by Ringlog at every start of this server; changes made here are lost.
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = {max_connections}

# Acknowledged means on disk.
fsync = on
synchronous_commit = on
full_page_writes = on

# One application on one machine, short statements.
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
wal_compression = on
random_page_cost = 1.1
max_parallel_workers_per_gather = 0
jit = off
io_method = sync

timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
log_checkpoints = off
"""
