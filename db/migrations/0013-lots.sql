-- Why: goods with lots may be promised only from lots that are good for whoever buys them. What counts
-- of a lot stands in one row, written with the facts that say so in the same database transaction, so
-- that a decision about stock reads it under its locks. Goods without lots pay nothing for it.

create table lot (
  entity text not null,
  item text not null,
  lot text not null,
  -- The instance that gathers what is known of it.
  instance text not null,
  -- Last day on which it is good; null: it does not expire.
  expires_on date,
  received_on date,
  -- Why nobody may be promised it, whatever its age; null: nothing stands against it.
  bar text,
  updated_at timestamptz not null,
  constraint lot_key primary key (entity, item, lot)
);
-- A recall begins with the number alone.
create index lot_by_number on lot (lot);
create index movement_by_lot on movement (entity, item, lot) where lot <> '';

-- A promise names the lot that it will be kept from, and how much life it must have left.
alter table allocation add column lot text not null default '';
alter table allocation add column life_days integer not null default 0;
alter table allocation drop constraint allocation_key;
alter table allocation add constraint allocation_key primary key (instance, line, item, site, lot);
alter table backorder add column life_days integer not null default 0;
