-- Why: everything that a system told us is kept, once, in the order in which it reached its
-- instance. State is never stored: it is a cache of these rows in memory, so the row touched by
-- every fact (instance) stays narrow, and a rebuild is one range scan of the primary key of fact.

create table inbound_message (
  id bigint generated always as identity,
  source text not null,
  -- The sender's own id of the message; unknown when it could not be read.
  message_id text,
  entity text,
  headers text not null,
  body bytea not null,
  body_hash text not null,
  received_at timestamptz not null,
  accepted_count integer not null default 0,
  duplicate_count integer not null default 0,
  conflict_count integer not null default 0,
  waiting_count integer not null default 0,
  quarantined_count integer not null default 0,
  constraint inbound_message_key primary key (id),
  constraint inbound_message_is_kept_once unique (source, message_id)
);
create index inbound_message_by_time on inbound_message (received_at);
alter table inbound_message alter column body set storage external;
alter table inbound_message alter column headers set storage external;

create table fact (
  -- Instance or ledger stream, for example uk/sales-order/SO-1001 or uk/movement/MV-7.
  instance text not null,
  instance_version integer not null,
  seq bigint generated always as identity,
  -- Cursors follow commit order, never seq: a number taken earlier can commit later.
  committed xid8 not null default pg_current_xact_id(),
  entity text not null,
  source text not null,
  id text not null,
  type text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  correlation_id text not null,
  causation_id text,
  -- Message that carried it: source is the same, this is its message id.
  message_id text,
  -- Canonical wire text. External: never compressed, which costs more than the bytes.
  body text not null,
  -- 0 applied, 1 duplicate, 2 superseded, 3 conflict.
  evolution smallint not null,
  constraint fact_key primary key (instance, instance_version),
  -- The only index that finds duplicates. Global as long as facts are not partitioned by time.
  constraint fact_is_said_once unique (source, id),
  constraint fact_evolution_is_known check (evolution between 0 and 3)
) with (toast_tuple_target = 8160);
alter table fact alter column body set storage external;
create index fact_by_commit on fact (committed, seq);

create table instance (
  key text not null,
  entity text not null,
  workflow text not null,
  business_id text not null,
  -- Rises with every change of state or book: what a cache must agree with.
  version integer not null,
  definition_version text not null,
  lifecycle text not null,
  settled boolean not null,
  -- A command of it is queued, sending, in doubt or being taken back.
  underway boolean not null,
  next_deadline_at timestamptz,
  -- When somebody must look again: the next deadline, or the end of an equation's grace.
  look_again_at timestamptz,
  equations_checked integer not null,
  equations_in_transit integer not null,
  equations_broken integer not null,
  open_cases integer not null,
  at_stake_minor bigint not null,
  currency text not null,
  line_count integer not null,
  ordered_minor bigint not null,
  shipped_minor bigint not null,
  invoiced_minor bigint not null,
  credited_minor bigint not null,
  paid_minor bigint not null,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  constraint instance_key primary key (key)
) with (fillfactor = 70);
create index instance_by_age on instance (entity, workflow, opened_at);
create index instance_to_look_at on instance (look_again_at) where look_again_at is not null;
create index instance_broken on instance (entity) where equations_broken > 0;
create index instance_by_business_id on instance (business_id);

-- A number of another system that means an instance. Said once, true for ever.
create table alias (
  entity text not null,
  alias text not null,
  instance text not null,
  constraint alias_key primary key (entity, alias)
);
create index alias_by_instance on alias (instance);

-- Facts whose alias nobody has introduced yet.
create table waiting_fact (
  source text not null,
  id text not null,
  entity text not null,
  alias text not null,
  type text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  correlation_id text,
  causation_id text,
  message_id text,
  body text not null,
  constraint waiting_fact_key primary key (source, id)
);
create index waiting_fact_by_alias on waiting_fact (entity, alias);

-- What was not let in: a whole message, or one fact of it. Its number is the order of redrive.
create table quarantine (
  id bigint generated always as identity,
  kind text not null,
  entity text,
  source text not null,
  message_id text,
  fact_id text,
  fact_type text,
  -- Key that it would touch, where it can be told: redrive keeps its order.
  business_key text,
  code text not null,
  reason text not null,
  headers text,
  body bytea not null,
  body_hash text not null,
  occurred_at timestamptz,
  received_at timestamptz not null,
  state text not null default 'open',
  seen_count integer not null default 1,
  redrive_count integer not null default 0,
  settled_at timestamptz,
  settled_by text,
  constraint quarantine_key primary key (id),
  constraint quarantine_kind_is_known check (kind in ('message', 'fact')),
  constraint quarantine_state_is_known check (state in ('open', 'redriven', 'discarded'))
);
create unique index quarantine_open_once on quarantine
  (source, kind, coalesce(message_id, ''), coalesce(fact_id, ''), body_hash) where state = 'open';

-- What only a sweep found: the channel had lost it. Counted although it was repaired.
create table silent_loss (
  system text not null,
  channel text not null,
  day date not null,
  lost_count integer not null,
  last_seen_at timestamptz not null,
  constraint silent_loss_key primary key (system, channel, day)
);

-- How far a system's statement was read.
create table sweep_mark (
  system text not null,
  read_to timestamptz not null,
  swept_at timestamptz not null,
  read_count bigint not null default 0,
  constraint sweep_mark_key primary key (system)
);
