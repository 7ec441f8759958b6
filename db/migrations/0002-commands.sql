-- Why: what we told other systems is proved, not fired. A row per generation of a command, a row
-- per attempt, and leases that say which process may have sent it.

create table command (
  instance text not null,
  command_id text not null,
  generation integer not null,
  entity text not null,
  type text not null,
  system text not null,
  fingerprint text not null,
  content text not null,
  status text not null,
  attempts integer not null default 0,
  probes integer not null default 0,
  next_attempt_at timestamptz,
  -- Hash of the instance modulo 64: whoever owns the partition dispatches it.
  partition smallint not null,
  -- The process that holds it in memory and may have sent it; null: nobody ever could.
  lease_owner text,
  priority smallint not null,
  correlation_id text not null,
  causation_id text,
  traceparent text,
  issued_at timestamptz not null,
  sent_at timestamptz,
  settled_at timestamptz,
  compensated_at timestamptz,
  last_detail text,
  undoes_id text,
  undoes_generation integer,
  constraint command_key primary key (instance, command_id, generation),
  constraint command_status_is_known check (status in ('queued', 'failing', 'parked', 'sending',
    'in-doubt', 'done', 'refused', 'withdrawn', 'compensated'))
) with (toast_tuple_target = 8160, fillfactor = 85);
alter table command alter column content set storage external;
-- Completion takes a row out of this index. Measured: no difference in throughput with and
-- without it, so open commands need no table of their own.
create index command_open on command (partition, issued_at)
  where status in ('queued', 'failing', 'parked', 'sending', 'in-doubt');
-- What a person must look at.
create index command_stuck on command (system, status)
  where status in ('failing', 'parked', 'in-doubt', 'refused');

-- Exact account of every attempt and probe that is not told by the command's own row. An instant
-- success at the first try is: attempts = 1, sent_at, settled_at and status say all of it.
create table command_attempt (
  instance text not null,
  command_id text not null,
  generation integer not null,
  attempt integer not null,
  kind text not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  result text not null,
  detail text,
  constraint command_attempt_key primary key (instance, command_id, generation, kind, attempt),
  constraint command_attempt_kind_is_known check (kind in ('execute', 'probe'))
);

create table process (
  id text not null,
  host text not null,
  started_at timestamptz not null,
  heartbeat_at timestamptz not null,
  constraint process_key primary key (id)
);

create table partition_lease (
  partition smallint not null,
  owner text,
  lease_until timestamptz not null,
  constraint partition_lease_key primary key (partition)
);
insert into partition_lease (partition, owner, lease_until)
  select partition, null, 'epoch' from generate_series(0, 63) partition;
