-- Why: the way from booked to kept money is a sum over all orders as they stand; how it stood at a past moment needs the
-- sums of then. They are taken together with the samples of agreement.
create table order_group_sample (
  at timestamptz not null,
  entity text not null,
  lifecycle text not null,
  -- Null: the orders are finished.
  standing text,
  reason text,
  currency text not null,
  order_count integer not null,
  unposted_count integer not null,
  credited_count integer not null,
  ordered_minor numeric not null,
  shipped_minor numeric not null,
  invoiced_minor numeric not null,
  credited_minor numeric not null
);
create unique index order_group_sample_key
  on order_group_sample (at, entity, lifecycle, coalesce(standing, ''), coalesce(reason, ''), currency);
