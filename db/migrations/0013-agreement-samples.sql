-- Why: whether the systems agree now is a sum; whether it is getting worse needs the sums of before.

create table agreement_sample (
  at timestamptz not null,
  entity text not null,
  checked_count integer not null,
  broken_count integer not null,
  constraint agreement_sample_key primary key (at, entity)
);
