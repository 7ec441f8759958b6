-- Why: trading partners tell our interchanges apart by a control number that counts up and is used
-- once. A command that is tried again must go out under the number that it had.

-- The last number that was given, by partner: its row is locked while a number is given.
create table control_number_stream (
  system text primary key,
  last_number bigint not null,
  constraint last_number_has_nine_digits check (last_number between 1 and 999999999)
);

-- Append-only.
create table control_number (
  system text not null,
  -- Idempotency key of the command that sends under it.
  key text not null,
  number bigint not null,
  -- Stands in the interchange, so that it is the same to the last byte however often it is written.
  assigned_at timestamptz not null,
  constraint control_number_key primary key (system, key),
  constraint control_number_is_used_once unique (system, number)
);
