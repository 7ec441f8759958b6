-- Why: the stock ledger is double-entry and append-only. A balance is kept in the same database
-- transaction as its movements and can always be recomputed from them. An allocation is a promise
-- against a position, never a movement.

create table movement (
  -- Instance or ledger stream that made it.
  instance text not null,
  -- What moved, stable inside the instance: for example ship:SH-1:10.
  key text not null,
  -- 1, 2, 3 …: a change is a reversal and a new one, never an edit.
  sequence integer not null,
  entity text not null,
  kind text not null,
  item text not null,
  lot text not null default '',
  quantity bigint not null,
  from_location text not null,
  from_disposition text not null,
  to_location text not null,
  to_disposition text not null,
  -- Sequence of the movement that this one takes back.
  reverses integer,
  reason text,
  fact_source text not null,
  fact_id text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  constraint movement_key primary key (instance, key, sequence),
  constraint movement_quantity_is_positive check (quantity > 0),
  constraint movement_goes_somewhere check
    (from_location <> to_location or from_disposition <> to_disposition),
  constraint movement_kind_is_known check (kind in
    ('receipt', 'putaway', 'pick', 'pack', 'ship', 'return', 'adjustment', 'transfer'))
);
create index movement_by_item on movement (entity, item, recorded_at);

create table position (
  entity text not null,
  location text not null,
  disposition text not null,
  item text not null,
  lot text not null default '',
  on_hand bigint not null default 0,
  -- Promised and not yet shipped; kept on the position without a lot.
  allocated bigint not null default 0,
  updated_at timestamptz not null,
  constraint position_key primary key (entity, item, location, disposition, lot)
) with (fillfactor = 70);

-- What is promised to an order line from a site and has not left.
create table allocation (
  instance text not null,
  line integer not null,
  item text not null,
  site text not null,
  entity text not null,
  quantity bigint not null,
  ordered_at timestamptz not null,
  constraint allocation_key primary key (instance, line, item, site),
  constraint allocation_quantity_is_positive check (quantity > 0)
);
create index allocation_by_position on allocation (entity, item, site, ordered_at);

-- What an order line still needs and nobody has. The oldest order is served first.
create table backorder (
  instance text not null,
  line integer not null,
  item text not null,
  entity text not null,
  shortfall bigint not null,
  ordered_at timestamptz not null,
  constraint backorder_key primary key (instance, line, item),
  constraint backorder_shortfall_is_positive check (shortfall > 0)
);
create index backorder_by_age on backorder (entity, item, ordered_at);

-- The register of one movement of the warehouse's own: its newest version and what it says. The
-- same version with other content is a conflict and is quarantined.
create table movement_stream (
  key text not null,
  fact_count integer not null,
  movement_count integer not null,
  version integer not null,
  body text not null,
  constraint movement_stream_key primary key (key)
);
