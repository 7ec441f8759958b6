-- Why: partners get facts pushed, or fetch them, each at a pace of their own. Where each of them is in the
-- order of commits is kept here, so nothing is lost, skipped or owed in anybody's memory.

create table subscription (
  id text not null,
  name text not null,
  url text not null,
  -- Fact types and entities; none: all.
  types text[] not null,
  entities text[] not null,
  state text not null,
  because text,
  -- Readable: what is sent is signed with it. The old one signs too until a day after it was replaced.
  secret text not null,
  old_secret text,
  old_secret_until timestamptz,
  -- Everything up to this place of the feed was taken.
  committed xid8 not null,
  seq bigint not null,
  taken_count bigint not null,
  failure_count integer not null,
  next_attempt_at timestamptz,
  version integer not null,
  lease_owner text,
  lease_until timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  constraint subscription_key primary key (id),
  constraint subscription_state_is_known check (state in ('active', 'paused', 'disabled', 'ended'))
) with (fillfactor = 50);

create table subscription_attempt (
  id bigint generated always as identity,
  subscription text not null,
  at timestamptz not null,
  took_ms integer not null,
  fact_source text not null,
  fact_id text not null,
  fact_type text not null,
  result text not null,
  status smallint,
  detail text,
  constraint subscription_attempt_key primary key (id),
  constraint subscription_attempt_result_is_known check (result in ('taken', 'failed'))
);
create index subscription_attempt_by_subscription on subscription_attempt (subscription, id);
create index subscription_attempt_by_age on subscription_attempt (at);

create table feed_consumer (
  name text not null,
  types text[] not null,
  entities text[] not null,
  committed xid8 not null,
  seq bigint not null,
  taken_count bigint not null,
  version integer not null,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  constraint feed_consumer_key primary key (name)
) with (fillfactor = 50);
