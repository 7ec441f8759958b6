-- Why: a vendor changes its payload without a word. What each kind of message looks like is learned,
-- so that a field that vanishes, appears or changes its type is named on the day on which it does.

create table payload_shape (
  system text not null,
  -- Kind of message, where the sender names it; empty: it does not.
  topic text not null,
  -- What was learned so far, see application/drift/shape.ts.
  body text not null,
  updated_at timestamptz not null,
  constraint payload_shape_key primary key (system, topic)
);
