-- Why: what a key may do is said by roles, entities, sites and an end; and the audit chain is guarded by the
-- database itself: nothing in it changes or leaves, and its end is known, so that a cut-off tail shows.

alter table api_key
  -- Sites it covers, comma-separated; empty: all.
  add column sites text not null default '',
  -- May name the person on whose behalf it acts.
  add column speaks_for_people boolean not null default false,
  add column expires_at timestamptz;
-- Keys from before roles were told apart keep what they could: everything, or the facts of their system.
update api_key set roles = 'system' where roles = 'all' and system is not null;
update api_key set
  roles = 'service,warehouse,quality,finance,procurement,integration,auditor,admin,system',
  speaks_for_people = true
where roles = 'all';

-- Whose request it was: key/…, person/…; entries from before it was recorded have none.
alter table audit_entry add column principal text;
create index audit_entry_by_subject on audit_entry (subject, id);
create index audit_entry_by_actor on audit_entry (actor, id);

-- One row: how long the chain is, and its last hash. Locked by whoever appends.
create table audit_head (
  only_one boolean not null default true,
  entries bigint not null,
  hash text not null,
  constraint audit_head_key primary key (only_one),
  constraint audit_head_is_one check (only_one)
);
insert into audit_head (entries, hash)
select count(*), coalesce((select hash from audit_entry order by id desc limit 1), '') from audit_entry;

create function refuse_change_of_audit() returns trigger language plpgsql as $$
begin
  raise exception 'the audit chain is append-only: % of % is refused', tg_op, tg_table_name;
end $$;
create trigger audit_entry_is_append_only before update or delete on audit_entry
  for each row execute function refuse_change_of_audit();
create trigger audit_entry_is_never_emptied before truncate on audit_entry
  for each statement execute function refuse_change_of_audit();
create trigger audit_head_stays before delete on audit_head
  for each row execute function refuse_change_of_audit();
create trigger audit_head_is_never_emptied before truncate on audit_head
  for each statement execute function refuse_change_of_audit();

create function audit_head_only_grows() returns trigger language plpgsql as $$
begin
  if new.entries <> old.entries + 1 then
    raise exception 'the audit chain grows by one entry at a time';
  end if;
  return new;
end $$;
create trigger audit_head_grows before update on audit_head
  for each row execute function audit_head_only_grows();
