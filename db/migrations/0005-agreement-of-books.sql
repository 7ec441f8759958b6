-- Why: a sweep that only asks what changed trusts the other system's own account of it. Comparing
-- all open objects, theirs with ours, finds what that account forgot; what does not agree is kept
-- with its cause and its age until it does.

-- What the last comparison of one object of one system came to.
create table comparison (
  system text not null,
  object text not null,
  compared_at timestamptz not null,
  took_ms integer not null,
  agreed_count integer not null,
  odd_count integer not null,
  missing_here_count integer not null,
  missing_there_count integer not null,
  -- Young differences: a message may be on its way.
  in_transit_count integer not null,
  repaired_count integer not null,
  -- Money at stake in minor units by currency, as JSON.
  at_stake text not null,
  -- Why the comparison could not be made, if so; the counts are those of the last one that could.
  failure text,
  constraint comparison_key primary key (system, object)
);

-- One object that does not agree, for as long as it does not.
create table difference (
  system text not null,
  object text not null,
  entity text not null,
  number text not null,
  verdict text not null,
  -- Young ones are kept as well, so that the next look knows since when.
  in_transit boolean not null,
  ours text,
  theirs text,
  cause text not null,
  at_stake_minor bigint,
  currency text,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  constraint difference_key primary key (system, object, entity, number),
  constraint difference_verdict_is_known check (verdict in ('odd', 'missing-here', 'missing-there'))
);

-- Open instances in the order of their numbers, as lists of other systems are sorted.
create index instance_open_by_number on instance (workflow, business_id collate "C") where not settled;
create index position_by_number on position ((location || '/' || item) collate "C")
  where disposition = 'sellable_accessible';

-- When a channel that is expected to speak was last heard of, by whichever process heard it.
create table pulse (
  system text not null,
  entity text not null,
  fact_type text not null,
  heard_at timestamptz not null,
  constraint pulse_key primary key (system, entity, fact_type)
);
