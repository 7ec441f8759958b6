/**
 * What the embedded server is told: `postgresql.conf` and `pg_hba.conf`. Both are written anew at every
 * start, so that a new release's settings reach an old data folder; a person's own wishes go into
 * `local.conf` beside them, which is read last and never written.
 */

/**
 * Connections the server accepts: two processes with a pool of 20 each, the command line, and people
 * looking.
 */
export const CONNECTIONS_MAX = 60;

/** The server's own memory: a sixteenth of the machine's, which leaves it to its other work too. */
const SHARE_OF_MEMORY = 1 / 16;
/** A small machine still keeps its newest orders there. */
const SHARED_BUFFERS_MB_MIN = 256;
/** Enough for some 200,000 open orders; past it, the checkpoint at the end of the server takes long. */
const SHARED_BUFFERS_MB_MAX = 2_048;

/**
 * Megabytes of pages that the server keeps at hand. Any other comes from the operating system's cache, at
 * 12 us of processor: a hundred thousand open orders, touched at random, cost half as much again in 256 MB
 * as in 1,536.
 * @param memoryBytes what the machine, or the container, has
 */
export const sharedBuffersMb = (memoryBytes: number): number =>
  Math.min(
    SHARED_BUFFERS_MB_MAX,
    Math.max(SHARED_BUFFERS_MB_MIN, Math.round((memoryBytes * SHARE_OF_MEMORY) / 2 ** 20)),
  );

/**
 * The text of `postgresql.conf` for a server on this port.
 * @param memoryBytes what the machine, or the container, has
 */
export function serverSettings(port: number, memoryBytes: number): string {
  return `# Written by Crossdock at every start. Your own settings go into local.conf, which is read last.

# Only this machine may connect, over TCP; the path of a unix socket is limited to 107 bytes, which a deep
# project folder would exceed.
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = ''
max_connections = ${CONNECTIONS_MAX}
password_encryption = 'scram-sha-256'

# What is acknowledged is on disk. Batching, not these two, is where speed comes from.
fsync = on
synchronous_commit = on
full_page_writes = on

# A share of this machine's memory; the operating system's cache holds the rest.
shared_buffers = ${sharedBuffersMb(memoryBytes)}MB
# Bounds recovery after a crash to a few seconds; 4 GB took twice as long as 1 GB for no gain in throughput.
max_wal_size = 1GB
min_wal_size = 128MB
# The log is small and the processors are the scarce thing; and no build of the server must bring lz4.
wal_compression = off
# Our queries are short: compiling them costs more than it gains.
jit = off

# Queue tables turn over all the time and the fact table only grows: visit soon and in small bites, so that
# the queues stay small and index-only scans stay possible on the facts.
autovacuum_naptime = 15s
autovacuum_vacuum_scale_factor = 0.05
autovacuum_vacuum_insert_scale_factor = 0.05
autovacuum_analyze_scale_factor = 0.05

# Instants are UTC in the house; only an edge shows local time.
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_checkpoints = off
log_line_prefix = '%m [%p] '

include = 'local.conf'
`;
}

/** The first text of `local.conf`. */
export const LOCAL_SETTINGS = "# Your own settings: they win over postgresql.conf and are kept.\n";

/** The text of `pg_hba.conf`: a password from this machine, and nobody else at all. */
export function accessRules(): string {
  return `# Written by Crossdock at every start.
# type  database  user  address       method
host    all       all   127.0.0.1/32  scram-sha-256
`;
}
