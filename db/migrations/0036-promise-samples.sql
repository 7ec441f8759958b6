-- Why: what could be promised yesterday is in no row of today: promises are kept as they stand, and a lot expires
-- without a movement. What each item had to promise is kept by day; what lay there follows from its movements.
create table promise_sample (
  entity text not null,
  item text not null,
  -- Of UTC; the last sample of the day stands for its end.
  day date not null,
  available bigint not null,
  constraint promise_sample_key primary key (entity, item, day)
);
