-- Why: a governed figure of a past moment cannot be counted again from rows of today: cases closed, orders finished.
-- Each is kept as the part and the whole that it was, so that entities can be added up.
create table figure_sample (
  at timestamptz not null,
  -- Empty: what is of no entity, such as the facts of systems.
  entity text not null,
  figure text not null,
  part bigint not null,
  whole bigint not null,
  constraint figure_sample_key primary key (figure, at, entity)
);
