-- Why: what needs a person is a queue with an owner, and what runs the installation itself
-- (keys, settings, answers already given) lives beside the data it protects.

create table exception_case (
  id bigint generated always as identity,
  entity text not null,
  instance text not null,
  -- Names the values of its condition, so that a waiver covers exactly what was seen.
  case_id text not null,
  kind text not null,
  text text not null,
  role text not null,
  exposure_minor bigint,
  currency text,
  playbook text not null,
  state text not null default 'open',
  assignee text,
  opened_at timestamptz not null,
  closed_at timestamptz,
  constraint exception_case_key primary key (id),
  constraint exception_case_state_is_known check (state in ('open', 'resolved', 'waived'))
);
create unique index exception_case_is_open_once on exception_case (instance, case_id)
  where state = 'open';
create index exception_case_queue on exception_case (role, entity, opened_at) where state = 'open';
create index exception_case_by_instance on exception_case (instance);

-- The first answer to a request, for whoever asks again with the same key.
create table idempotency_key (
  principal text not null,
  key text not null,
  request_hash text not null,
  status smallint,
  response text,
  created_at timestamptz not null,
  constraint idempotency_key_key primary key (principal, key)
);
create index idempotency_key_by_age on idempotency_key (created_at);

create table setting (
  name text not null,
  value text not null,
  updated_at timestamptz not null,
  updated_by text,
  constraint setting_key primary key (name)
);

create table api_key (
  id text not null,
  name text not null,
  -- SHA-256 of the secret; the secret itself is shown once and never stored.
  secret_hash text not null,
  roles text not null,
  -- Entities it may see, comma-separated; empty: all.
  entities text not null default '',
  -- System whose facts it may post, if it stands for one.
  system text,
  created_at timestamptz not null,
  created_by text,
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint api_key_key primary key (id),
  constraint api_key_secret_is_unique unique (secret_hash)
);

-- Every change by a person or a rule: who, what, why. Each row names the hash of the one before.
create table audit_entry (
  id bigint generated always as identity,
  at timestamptz not null,
  actor text not null,
  action text not null,
  entity text,
  subject text not null,
  before text,
  after text,
  reason text,
  rule_version text,
  previous_hash text not null,
  hash text not null,
  constraint audit_entry_key primary key (id),
  constraint audit_entry_has_one_successor unique (previous_hash)
);
