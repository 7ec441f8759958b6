-- Why: whoever has any system's number must find the one record; and that two records are one
-- customer or item is said by a person, can be taken back, and rewrites nothing.

-- The number in an alias, whatever it is a number of: shipment:SH-1, customer-number:0815:erp.
create index alias_by_number on alias (split_part(alias, ':', 2));

-- A row stands until it is split: neither record's facts are touched.
create table record_merge (
  id bigint generated always as identity,
  entity text not null,
  kind text not null,
  record text not null,
  into_record text not null,
  reason text not null,
  merged_by text not null,
  merged_at timestamptz not null,
  split_reason text,
  split_by text,
  split_at timestamptz,
  constraint record_merge_key primary key (id),
  constraint record_merge_is_of_two check (record <> into_record)
);
create unique index record_merged_once on record_merge (entity, kind, record) where split_at is null;
create index record_merge_by_survivor on record_merge (entity, kind, into_record) where split_at is null;

-- Values that were left out because their sender does not own the field: counted, with the last fact.
create table ignored_member (
  type text not null,
  member text not null,
  source text not null,
  ignored_count bigint not null,
  last_fact text not null,
  last_at timestamptz not null,
  constraint ignored_member_key primary key (type, member, source)
);
