-- Why: a file that comes again, or comes again with other content, must be told from one that is new; and
-- an expected file that did not come must be known to have come before.

-- One row for each content that a name ever had.
create table file_receipt (
  system text not null,
  name text not null,
  -- SHA-256 of the bytes, hexadecimal: the body_hash of the message, or of its quarantine entry.
  checksum text not null,
  bytes bigint not null,
  outcome text not null,
  message_id text,
  received_at timestamptz not null,
  -- How often the very same file came after that, and when last.
  repeated integer not null default 0,
  repeated_at timestamptz,
  constraint file_receipt_key primary key (system, name, checksum),
  constraint file_receipt_outcome_is_known check (outcome in ('received', 'quarantined', 'refused'))
);
create index file_receipt_by_arrival on file_receipt (system, received_at);
create index file_receipt_quarantined on file_receipt (system) where outcome = 'quarantined';
