-- Why: what tells of a person is stored enclosed, under a key of whom it tells of. Destroying the key makes it
-- unreadable wherever it was copied to, while facts, chains and totals stay as they are. Keep this table out
-- of backups that live longer than an erased person may be read.

create sequence data_subject_number;

create table personal_key (
  data_subject bigint not null,
  -- A newer one exists only where the older was destroyed.
  generation integer not null,
  entity text not null,
  subject text not null,
  secret bytea,
  made_at timestamptz not null default now(),
  destroyed_at timestamptz,
  constraint personal_key_key primary key (data_subject, generation),
  constraint personal_key_is_made_once unique (entity, subject, generation),
  constraint personal_key_is_destroyed_for_good check ((secret is null) = (destroyed_at is not null))
);

create table erasure (
  id bigint generated always as identity,
  entity text not null,
  customer text not null,
  erased_by text not null,
  erased_at timestamptz not null,
  reason text not null,
  key_count integer not null,
  instance_count integer not null,
  message_count integer not null,
  shared_message_count integer not null,
  constraint erasure_key primary key (id)
);

-- Names of the keys that headers and body are enclosed with; null: they are as they came.
alter table inbound_message add column enclosed_by text;
alter table inbound_message add column erased_at timestamptz;

-- Whose facts these are, for an erasure: few of all facts name a customer.
create index fact_by_customer on fact (entity, (body::json ->> 'customer'))
  where type in ('sales-order.stated.v1', 'return.requested.v1', 'charge.disputed.v1', 'customer.stated.v1');
